// SPDX-License-Identifier: Apache-2.0
//
// From the name of a root image to a mounted root. See root_mount.h.

#include "root_mount.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "root_image.h"
#include "root_verity.h"
#include "root_volume.h"

static int mount_device(const char *device, enum fs_type type, const char *target)
{
	if (mkdir(target, 0755) < 0 && errno != EEXIST)
		return log_errno(errno, "making %s", target);
	if (mount(device, target, fs_type_name(type), MS_RDONLY | MS_NODEV, NULL) < 0)
		return log_errno(errno, "mounting %s (%s) on %s", device, fs_type_name(type),
				 target);
	return 0;
}

static int mount_verified(const struct root_image *image, const char *root_hash, const char *target)
{
	cleanup_free char *device = NULL;
	int r = root_verity_open(image, root_hash, &device);

	if (r < 0)
		return r;
	r = mount_device(device, image->identity.type, target);
	if (r < 0)
		root_verity_close();
	return r;
}

static int mount_image(const struct root_image *image, const char *root_hash, const char *target)
{
	enum fs_type type = image->identity.type;
	const char *name = fs_type_name(type);

	if (type != FS_EROFS && type != FS_SQUASHFS) {
		console_say("berth: %s holds no root image (found %s, expected erofs or squashfs)",
			    image->device, name ? name : "nothing known");
		return -EINVAL;
	}
	return root_hash ? mount_verified(image, root_hash, target)
			 : mount_device(image->device, type, target);
}

/* @volume: NULL = the image is a file of the initramfs. On failure, nothing stays mounted. */
static int mount_from(const char *volume, const struct root_source *source, const char *target)
{
	struct root_image image;
	int r = root_image_open(volume, source->image, &image);

	if (r == 0)
		r = mount_image(&image, source->root_hash, target);
	root_image_release(&image);
	if (r < 0)
		root_image_close();
	return r;
}

/* The first is the one: nothing tells a right volume from a wrong one, or no other can come. */
static int mount_from_first(struct root_search *search, const struct root_source *source,
			    const char *target)
{
	cleanup_free char *volume = NULL;
	int r = root_search_next(search, &volume);

	if (r < 0)
		return r;
	r = mount_from(volume, source, target);
	if (r < 0 && search->count > 1)
		root_volume_say_twins(search->spec, search->count, volume);
	return r;
}

static int mount_from_right(struct root_search *search, const struct root_source *source,
			    const char *target, char **ret_slot)
{
	int failure = 0; /* of the last volume that was tried */

	for (;;) {
		cleanup_free char *volume = NULL;
		int r = root_search_next(search, &volume);

		if (r < 0)
			return failure < 0 ? failure : r;
		failure = mount_from(volume, source, target);
		if (failure == 0)
			root_search_say_taken(search, volume);
		/* the loader named this very partition: no other will come */
		if (source->volume.partuuid)
			*ret_slot = take_ptr(volume);
		if (failure == 0 || source->volume.partuuid)
			return failure;
		r = root_search_pass(search, volume);
		if (r < 0)
			return r;
	}
}

static int mount_from_volume(const struct root_source *source, const char *target,
			     void (*alive)(void), char **ret_slot)
{
	bool others = source->root_hash && source->volume.by != VOLUME_BY_PATH;
	struct root_search search;
	int r;

	root_search_start(&search, &source->volume, alive);
	r = others ? mount_from_right(&search, source, target, ret_slot)
		   : mount_from_first(&search, source, target);
	root_search_release(&search);
	return r;
}

int root_mount(const struct root_source *source, const char *target, void (*alive)(void),
	       char **ret_slot)
{
	*ret_slot = NULL;
	if (!source->root_hash)
		console_say("berth: the root image is not verified (no berth.roothash=)");
	return source->on_volume ? mount_from_volume(source, target, alive, ret_slot)
				 : mount_from(NULL, source, target);
}

void root_report_twins(const struct root_source *source)
{
	struct blockdev used = { 0 };
	cleanup_free char *first = NULL;
	size_t count = 0;

	if (!source->on_volume || volume_find(&source->volume, NULL, &first, &count) < 0 ||
	    count < 2)
		return;
	if (blockdev_of_mount(source->image ? ROOT_MEDIUM : "/", &used) == 0)
		root_volume_say_twins(&source->volume, count, used.name);
	blockdev_release(&used);
}
