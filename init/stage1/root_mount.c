// SPDX-License-Identifier: Apache-2.0
//
// From the name of a root image to a mounted root. See root_mount.h.

#include "root_mount.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/fsident.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "loop_device.h"

#define VOLUME_WAIT_MS 30000

static const char *const by_names[] = {
	[VOLUME_BY_PARTLABEL] = "partition named",
	[VOLUME_BY_LABEL] = "volume labelled",
	[VOLUME_BY_UUID] = "volume with the UUID",
	[VOLUME_BY_PATH] = "device named",
};

static int find_volume(const struct volume_spec *spec, char **ret_path, size_t *ret_count)
{
	int r = volume_wait(spec, VOLUME_WAIT_MS, ret_path, ret_count);

	if (r == -ENOENT)
		console_say("berth: no %s %s appeared within %d s: is the disk or medium attached, "
			    "and is its driver in this kernel?",
			    by_names[spec->by], spec->value, VOLUME_WAIT_MS / 1000);
	else if (r < 0)
		log_errno(r, "looking for the %s %s", by_names[spec->by], spec->value);
	return r;
}

static void say_twins(const struct volume_spec *spec, size_t count, const char *used)
{
	console_say("berth: %zu disks carry the same %s %s; %s was taken: if it is the wrong one, "
		    "detach the others and restart",
		    count, by_names[spec->by], spec->value, used);
}

/* A copy that ended early, a download that was cut: better said now than as I/O errors later. */
static int check_whole(const char *path, const struct fs_identity *identity, uint64_t bytes)
{
	if (identity->size <= bytes)
		return 0;
	console_say("berth: %s is truncated: it has %llu bytes and should have %llu: "
		    "write or download it again",
		    path, (unsigned long long)bytes, (unsigned long long)identity->size);
	return -EIO;
}

/* What is on it, if it is whole. */
static int identify(const char *path, struct fs_identity *ret)
{
	uint64_t bytes;
	int r = blockdev_identify(path, ret, &bytes);

	return r < 0 ? log_errno(r, "reading %s", path) : check_whole(path, ret, bytes);
}

static int mount_medium(const char *device)
{
	struct fs_identity identity;
	const char *type;
	int r = identify(device, &identity);

	if (r < 0)
		return r;
	type = fs_type_name(identity.type);
	if (!type) {
		console_say("berth: %s holds no file system that could carry a root image", device);
		return -EINVAL;
	}
	r = make_dirs(ROOT_MEDIUM, 0755);
	if (r < 0)
		return log_errno(r, "making %s", ROOT_MEDIUM);
	if (mount(device, ROOT_MEDIUM, type, MS_RDONLY | MS_NODEV | MS_NOSUID | MS_NOEXEC, NULL) <
	    0)
		return log_errno(errno, "mounting %s (%s) on %s", device, type, ROOT_MEDIUM);
	return 0;
}

static int mount_root(const char *device, const char *target)
{
	struct fs_identity identity;
	const char *type;
	int r = identify(device, &identity);

	if (r < 0)
		return r;
	type = fs_type_name(identity.type);
	if (identity.type != FS_EROFS && identity.type != FS_SQUASHFS) {
		console_say("berth: %s holds no root image (found %s, expected erofs or squashfs)",
			    device, type ? type : "nothing known");
		return -EINVAL;
	}
	if (mkdir(target, 0755) < 0 && errno != EEXIST)
		return log_errno(errno, "making %s", target);
	if (mount(device, target, type, MS_RDONLY | MS_NODEV, NULL) < 0)
		return log_errno(errno, "mounting %s (%s) on %s", device, type, target);
	return 0;
}

static int mount_image(const char *directory, const char *image, const char *target)
{
	cleanup_free char *path = format_text("%s%s", directory, image);
	cleanup_free char *device = NULL;
	cleanup_fd int fd = -1;
	int r = path ? loop_device_attach(path, &device, &fd) : -ENOMEM;

	if (r == -ENOENT)
		console_say("berth: there is no root image %s%s", image,
			    *directory ? " on the medium" : " in the files that the loader gave");
	if (r < 0)
		return log_errno(r, "attaching %s", path ? path : image);
	return mount_root(device, target);
}

static int mount_from(const char *device, const char *image, const char *target)
{
	int r;

	if (!image)
		return mount_root(device, target);
	r = mount_medium(device);
	return r < 0 ? r : mount_image(ROOT_MEDIUM, image, target);
}

int root_mount(const struct root_source *source, const char *target)
{
	cleanup_free char *device = NULL;
	size_t count = 0;
	int r;

	if (!source->on_volume)
		return mount_image("", source->image, target);
	r = find_volume(&source->volume, &device, &count);
	if (r < 0)
		return r;
	r = mount_from(device, source->image, target);
	if (r < 0 && count > 1)
		say_twins(&source->volume, count, device);
	return r;
}

void root_report_twins(const struct root_source *source)
{
	struct blockdev used = { 0 };
	cleanup_free char *first = NULL;
	size_t count = 0;

	if (!source->on_volume || volume_find(&source->volume, &first, &count) < 0 || count < 2)
		return;
	if (blockdev_of_mount(source->image ? ROOT_MEDIUM : "/", &used) == 0)
		say_twins(&source->volume, count, used.name);
	blockdev_release(&used);
}
