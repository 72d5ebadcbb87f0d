// SPDX-License-Identifier: Apache-2.0
//
// Putting a release into a slot. See slot_writer.h for the order of the steps and why it is safe.

#include "slot_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

#define CHUNK (1024UL * 1024) /* a multiple of every sector size */

static bool fits(const struct disk_io *to, const struct disk_image *image)
{
	uint64_t sectors = image->size / to->sector_size;

	if (image->size % to->sector_size != 0)
		sectors++;
	return sectors <= to->sectors;
}

/* One piece of an image, filled up with zeros to whole sectors. @len: at most CHUNK */
static int copy_chunk(const struct disk_io *to, const struct disk_image *image, uint64_t offset,
		      size_t len, unsigned char *buffer)
{
	size_t padded = (len + to->sector_size - 1) / to->sector_size * to->sector_size;
	int r = image->read(image->ctx, buffer, len, offset);

	if (r < 0)
		return r;
	memset(buffer + len, 0, padded - len);
	return to->write(to->ctx, buffer, padded, offset);
}

int disk_image_write(const struct disk_io *to, const struct disk_image *image,
		     const struct write_progress *progress, uint64_t *done, uint64_t total)
{
	cleanup_free unsigned char *buffer = NULL;

	if (!fits(to, image))
		return -EFBIG;
	buffer = malloc(CHUNK);
	if (!buffer)
		return -ENOMEM;
	for (uint64_t offset = 0; offset < image->size;) {
		uint64_t left = image->size - offset;
		size_t len = left < CHUNK ? (size_t)left : CHUNK;
		int r = copy_chunk(to, image, offset, len, buffer);

		if (r < 0)
			return r;
		offset += len;
		*done += len;
		if (progress)
			progress->report(progress->ctx, image->name, *done, total);
	}
	return 0;
}

int disk_image_check(const struct disk_io *on, const struct disk_image *image)
{
	return image->check(image->ctx, on, image->size);
}

/*
 * Change what the record says about the slot. It is read anew each time: between the first and the
 * last step the running system may have marked its own slot. A record that cannot be understood is
 * replaced: the other slot is then good by default.
 */
static int mark(const struct slot_place *place, unsigned tries, enum slot first)
{
	struct boot_record record;
	int r = boot_record_read(place->esp, &record);

	if (r < 0 && r != -EBADMSG)
		return r;
	record.slots[place->slot] = (struct slot_record){ .tries = tries };
	record.first = first;
	return boot_record_write(place->esp, &record);
}

/* The other slot comes first: as a last resort the loader takes the first that looks whole, and a
 * slot whose root is half-written does so. */
static int mark_not_startable(const struct slot_place *place)
{
	return mark(place, 0, slot_other(place->slot));
}

static int write_both(const struct slot_place *place, const struct disk_image *boot,
		      const struct disk_image *root, const struct write_progress *progress)
{
	uint64_t total = boot->size + root->size, done = 0;
	int r = disk_image_write(place->boot, boot, progress, &done, total);

	if (r == 0)
		r = disk_image_write(place->root, root, progress, &done, total);
	return r;
}

/* Each partition has a cache of its own. */
static int sync_both(const struct slot_place *place)
{
	int r = place->boot->sync(place->boot->ctx);

	return r < 0 ? r : place->root->sync(place->root->ctx);
}

static int check_both(const struct slot_place *place, const struct disk_image *boot,
		      const struct disk_image *root)
{
	int r = disk_image_check(place->boot, boot);

	return r < 0 ? r : disk_image_check(place->root, root);
}

int slot_write(const struct slot_place *place, const struct disk_image *boot,
	       const struct disk_image *root, const struct write_progress *progress)
{
	int r;

	if (!fits(place->boot, boot) || !fits(place->root, root))
		return -EFBIG;
	r = mark_not_startable(place);
	if (r == 0)
		r = write_both(place, boot, root, progress);
	if (r == 0)
		r = sync_both(place);
	if (r == 0)
		r = check_both(place, boot, root);
	if (r == 0)
		r = mark(place, BOOT_RECORD_TRIES, place->slot);
	/* whatever the failed step left of the record; its own failure is the one to tell */
	if (r < 0)
		(void)mark_not_startable(place);
	return r;
}
