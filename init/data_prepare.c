// SPDX-License-Identifier: Apache-2.0
//
// The steps from a disk to a mounted /var. See data_prepare.h. Only the partition on the disk that
// the root came from is taken: the data of another disk is not ours to grow or to format.

#include "data_prepare.h"

#include <errno.h>
#include <string.h>

#include "../common/cleanup.h"
#include "../common/log.h"
#include "../common/text.h"

#define PARTNAME "berth-data"

static int find(const struct blockdev_list *list, const struct blockdev **ret)
{
	struct blockdev root = { 0 };
	size_t count = 0;
	int r = blockdev_of_mount("/", &root);

	if (r < 0 && r != -ENODEV)
		log_errno(r, "finding the disk of the root (looking on all disks)");
	*ret = blockdev_find_partname(list, PARTNAME, root.disk, &count);
	if (count > 1) {
		log_warning("%zu partitions are named " PARTNAME "; none is used", count);
		r = -ENOTUNIQ;
	} else {
		r = *ret ? 0 : -ENOENT;
	}
	blockdev_release(&root);
	return r;
}

static enum data_result prepare(const struct blockdev *part)
{
	cleanup_free char *path = format_text("/dev/%s", part->name);
	enum fs_type type;
	int r = path ? blockdev_probe(path, &type) : -ENOMEM;

	if (r < 0) {
		log_errno(r, "reading %s", part->name);
		return DATA_UNREADABLE;
	}
	if (type != FS_BLANK && type != FS_EXT) {
		log_warning("%s holds something else than a data file system; left alone", path);
		return DATA_FOREIGN;
	}
	/* a table that cannot be grown is no reason to do without the data */
	(void)data_grow(part, type == FS_BLANK);
	if (data_mount(path, type) < 0)
		return DATA_BROKEN;
	(void)data_make_dirs();
	return DATA_READY;
}

int data_prepare(void)
{
	const struct blockdev *part;
	struct blockdev_list list;
	int r;

	log_init("berth data", LOG_TO_KMSG);
	r = blockdev_list_read(&list);
	if (r < 0) {
		log_errno(r, "reading the list of disks");
		return DATA_UNREADABLE;
	}
	r = find(&list, &part);
	if (r < 0)
		return r == -ENOENT ? DATA_MISSING : DATA_AMBIGUOUS;
	return (int)prepare(part);
}
