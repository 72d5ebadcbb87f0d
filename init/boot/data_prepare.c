// SPDX-License-Identifier: Apache-2.0
//
// The steps from a disk to a mounted /var. See data_prepare.h. Unless the command line names
// another, only the partition on the disk that the root came from is taken: the data of another
// disk is not ours to grow or to format.

#include "data_prepare.h"

#include <errno.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/console.h"
#include "../../common/fsident.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../../common/volume_spec.h"
#include "data_blank.h"
#include "machine_state.h"

#define PARTNAME "berth-data"
#define NAMED_WAIT_MS 20000 /* USB disks take their time */

/* The partition on the root's own disk; there is none when the root is not on a partition. */
static enum data_result find_own(const struct blockdev_list *list, const struct blockdev **ret)
{
	struct blockdev root = { 0 };
	size_t count = 0;
	int r = blockdev_of_mount("/", &root);

	if (r < 0)
		log_errno(r, "finding the disk of the root");
	*ret = root.disk ? blockdev_find_partname(list, PARTNAME, root.disk, &count) : NULL;
	blockdev_release(&root);
	if (count > 1) {
		log_warning("%zu partitions are named " PARTNAME "; none is used", count);
		return DATA_AMBIGUOUS;
	}
	return *ret ? DATA_READY : DATA_MISSING;
}

/* What fs_probe() takes for blank is so at its beginning only. */
static int look(const char *path, enum fs_type *ret_type)
{
	struct fs_identity found = { 0 };
	int r = blockdev_identify(path, &found, NULL);

	*ret_type = found.type;
	if (r < 0 || found.type != FS_BLANK)
		return r;
	r = blank_check(path);
	if (r == 0)
		*ret_type = FS_UNKNOWN;
	return r < 0 ? r : 0;
}

/* @grow: the partition that may be grown in its disk's table; NULL: leave the table alone */
static enum data_result prepare(const char *path, const struct blockdev *grow)
{
	enum fs_type type;
	int r;

	if (grow && data_reset_by_word() && data_erase(path) < 0)
		return DATA_UNREADABLE;
	r = look(path, &type);
	if (r < 0) {
		log_errno(r, "reading %s", path);
		return DATA_UNREADABLE;
	}
	if (type != FS_BLANK && type != FS_EXT) {
		log_warning("%s holds something else than a data file system; left alone", path);
		return DATA_FOREIGN;
	}
	/* a table that cannot be grown is no reason to do without the data */
	if (grow)
		(void)data_grow(grow, type == FS_BLANK);
	if (data_mount(path, type) < 0)
		return DATA_BROKEN;
	if (data_reset_by_marker() && data_start_over(path) < 0)
		return DATA_BROKEN;
	(void)data_make_dirs();
	machine_state_load();
	return DATA_READY;
}

static enum data_result prepare_own(void)
{
	const struct blockdev *part = NULL;
	struct blockdev_list list;
	cleanup_free char *path = NULL;
	enum data_result result;
	int r = blockdev_list_read(&list);

	if (r < 0) {
		log_errno(r, "reading the list of disks");
		return DATA_UNREADABLE;
	}
	result = find_own(&list, &part);
	if (result == DATA_READY) {
		path = format_text("/dev/%s", part->name);
		result = path ? prepare(path, part) : DATA_UNREADABLE;
	}
	blockdev_list_release(&list);
	return result;
}

/* What berth.data= names is the user's choice: it need not be on the root's disk, nor be ours. */
static enum data_result prepare_named(const char *name)
{
	cleanup_free char *path = NULL;
	struct volume_spec spec;
	size_t count = 0;
	int r;

	if (data_reset_by_word())
		console_say(
			"berth: reset: nothing is erased, as berth.data=%s names a partition of "
			"its own; `berth reset` on the running system erases that one",
			name);
	r = volume_spec_parse(name, &spec);
	if (r == 0) {
		r = volume_wait(&spec, NULL, NAMED_WAIT_MS, &path, &count);
		volume_spec_release(&spec);
	}
	if (r < 0) {
		log_errno(r, "berth.data=%s (the forms are " VOLUME_SPEC_FORMS ")", name);
		return r == -EINVAL ? DATA_MISNAMED : DATA_NOT_THERE;
	}
	return count > 1 ? DATA_AMBIGUOUS : prepare(path, NULL);
}

int data_prepare(void)
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *name = NULL;
	int r;

	log_init("berth data", LOG_TO_KMSG);
	r = cmdline_read(&cmdline);
	if (r == 0)
		r = cmdline_get(cmdline, "berth.data", &name);
	if (r < 0 && r != -ENOENT)
		log_errno(r, "reading the kernel command line");
	return (int)(name ? prepare_named(name) : prepare_own());
}
