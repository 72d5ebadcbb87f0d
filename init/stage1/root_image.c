// SPDX-License-Identifier: Apache-2.0
//
// Media that carry the root image. See root_image.h.

#include "root_image.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../boot/mounts.h"
#include "loop_device.h"
#include "root_mount.h"

#define IN_RELEASE "/root.img"

int root_image_say_truncated(const char *device, uint64_t bytes, uint64_t expected)
{
	/* a copy that ended early, a download that was cut: better said now than as I/O errors */
	console_say("berth: %s is truncated: it has %llu bytes and should have %llu: "
		    "write or download it again",
		    device, (unsigned long long)bytes, (unsigned long long)expected);
	return -EIO;
}

/* What is on it, if it is whole. */
static int identify(struct root_image *image)
{
	int r = blockdev_identify(image->device, &image->identity, &image->bytes);

	if (r < 0)
		return log_errno(r, "reading %s", image->device);
	if (image->identity.size > image->bytes)
		return root_image_say_truncated(image->device, image->bytes, image->identity.size);
	return 0;
}

static int open_device(const char *device, struct root_image *ret)
{
	*ret = (struct root_image){ .device = strdup(device), .fd = -1 };
	return ret->device ? identify(ret) : -ENOMEM;
}

static int open_file(const char *directory, const char *file, struct root_image *ret)
{
	cleanup_free char *path = format_text("%s%s", directory, file);
	int r;

	*ret = (struct root_image){ .fd = -1 };
	r = path ? loop_device_attach(path, &ret->device, &ret->fd) : -ENOMEM;
	if (r == -ENOENT)
		console_say("berth: there is no root image %s%s", file,
			    *directory ? " on the medium" : " in the files that the loader gave");
	return r < 0 ? log_errno(r, "attaching %s%s", directory, file) : identify(ret);
}

/* On a place below /run that is moved over to the new root. */
static int mount_carrier(const struct root_image *carrier, const char *target)
{
	const char *type = fs_type_name(carrier->identity.type);
	int r;

	if (!type) {
		console_say("berth: %s holds no file system that could carry a root image",
			    carrier->device);
		return -EINVAL;
	}
	r = make_dirs(target, 0755);
	if (r < 0)
		return log_errno(r, "making %s", target);
	if (mount(carrier->device, target, type, MS_RDONLY | MS_NODEV | MS_NOSUID | MS_NOEXEC,
		  NULL) < 0)
		return log_errno(errno, "mounting %s (%s) on %s", carrier->device, type, target);
	return 0;
}

/* If the image is a release: the root image in it. */
static int enter_release(struct root_image *image)
{
	struct root_image inner = { .fd = -1 };
	int r;

	if (image->identity.type != FS_SQUASHFS)
		return 0;
	r = mount_carrier(image, ROOT_RELEASE);
	if (r < 0)
		return r;
	if (access(ROOT_RELEASE IN_RELEASE, F_OK) < 0) {
		/* a root image itself */
		(void)umount2(ROOT_RELEASE, MNT_DETACH);
		return 0;
	}
	r = open_file(ROOT_RELEASE, IN_RELEASE, &inner);
	root_image_release(image); /* the mount has its device now */
	*image = inner;
	return r;
}

static int mount_medium(const char *volume)
{
	struct root_image medium;
	int r = open_device(volume, &medium);

	if (r == 0)
		r = mount_carrier(&medium, ROOT_MEDIUM);
	root_image_release(&medium);
	return r;
}

int root_image_open(const char *volume, const char *file, struct root_image *ret)
{
	int r = 0;

	*ret = (struct root_image){ .fd = -1 };
	if (!file)
		return open_device(volume, ret);
	if (volume)
		r = mount_medium(volume);
	if (r == 0)
		r = open_file(volume ? ROOT_MEDIUM : "", file, ret);
	return r < 0 ? r : enter_release(ret);
}

void root_image_release(struct root_image *image)
{
	free(image->device);
	if (image->fd >= 0)
		(void)close(image->fd);
	*image = (struct root_image){ .fd = -1 };
}

void root_image_close(void)
{
	static const char *const places[] = { ROOT_RELEASE, ROOT_MEDIUM };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (mounts_is_mount_point(places[i]))
			(void)umount2(places[i], MNT_DETACH);
}
