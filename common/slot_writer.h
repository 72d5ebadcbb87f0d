// SPDX-License-Identifier: Apache-2.0
//
// The one writer of images to partitions, and of slots. Image build and installer write the images
// of a new disk with disk_image_write() and disk_image_check(): there is no record yet that could
// start anything, and install_write.h has the order. slot_write() is for a slot of a disk that is
// in use, and is made of the same two; it never touches the other slot. Its order: slot marked not
// startable - both images written - synced - read back from the disk and checked - slot marked as
// on trial and first in the order. A cut at any moment leaves a record that starts nothing
// half-written.

#ifndef BERTH_COMMON_SLOT_WRITER_H
#define BERTH_COMMON_SLOT_WRITER_H

#include "boot_record.h"

/* An image that is to be written. Functions return 0 or a negative errno. */
struct disk_image {
	const char *name; /* for messages: "root.img" */
	uint64_t size; /* bytes; the last sector is filled up with zeros */
	int (*read)(void *ctx, void *data, size_t len, uint64_t offset);
	/* Is what lies on @written the image? -EILSEQ if it is not. Called after the sync. */
	int (*check)(void *ctx, const struct disk_io *written, uint64_t size);
	void *ctx;
};

struct write_progress {
	void (*report)(void *ctx, const char *what, uint64_t done, uint64_t total); /* bytes */
	void *ctx;
};

/*
 * disk_image_write - write an image to the beginning of a part of a disk; no sync.
 * disk_image_check - sync was done: read it back.
 * @done, @total: for the report: bytes of all images, @done is moved on; @progress may be NULL
 * Return 0, -EFBIG (larger than the part; nothing was written), -EILSEQ (not what was written) or
 * an errno of reading or writing.
 */
int disk_image_write(const struct disk_io *to, const struct disk_image *image,
		     const struct write_progress *progress, uint64_t *done, uint64_t total);
int disk_image_check(const struct disk_io *on, const struct disk_image *image);

/* Where a slot is. */
struct slot_place {
	enum slot slot;
	const struct disk_io *boot, *root; /* its two partitions */
	const struct disk_io *esp; /* with the boot record */
};

/*
 * slot_write - put a release into a slot, and make it the one that starts next.
 * @boot, @root: the images
 * Returns 0, -EFBIG (nothing was touched), -EILSEQ, or an errno. After any failure the slot is
 * marked as not startable, unless that itself failed.
 */
int slot_write(const struct slot_place *place, const struct disk_image *boot,
	       const struct disk_image *root, const struct write_progress *progress);

#endif
