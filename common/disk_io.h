// SPDX-License-Identifier: Apache-2.0
//
// All that Berth ever does to a disk, behind three calls, so that tests can cut it at any of them:
// partition tables, boot record and slots are written through this and nothing else.

#ifndef BERTH_COMMON_DISK_IO_H
#define BERTH_COMMON_DISK_IO_H

#include <stddef.h>
#include <stdint.h>

/*
 * A disk, a part of one, or an image file. Each function returns 0 or a negative errno; offset and
 * length are multiples of @sector_size. What was written is kept over a power cut only after sync.
 */
struct disk_io {
	int (*read)(void *ctx, void *data, size_t len, uint64_t offset);
	int (*write)(void *ctx, const void *data, size_t len, uint64_t offset);
	int (*sync)(void *ctx);
	void *ctx;
	uint32_t sector_size; /* bytes */
	uint64_t sectors;
};

/*
 * disk_io_open - a struct disk_io for a block device or a regular file (sectors of 512 bytes).
 * Reads see what is on the disk, not what was cached before a sync: sync drops the cache.
 * @fd: open for reading, and for writing if it is to be written; stays the caller's and must stay
 *      where it is while the result is used
 * Returns 0 or a negative errno.
 */
int disk_io_open(int *fd, struct disk_io *ret_io);

/* A run of bytes of a disk, as a disk of its own. */
struct disk_part {
	const struct disk_io *disk;
	uint64_t offset; /* bytes */
};

/*
 * disk_io_part - a struct disk_io for a part of a disk.
 * @part: filled in here; the caller keeps it, and @disk, while the result is used
 * @offset, @size: bytes, multiples of the sector size, within the disk
 */
void disk_io_part(const struct disk_io *disk, uint64_t offset, uint64_t size,
		  struct disk_part *part, struct disk_io *ret_io);

#endif
