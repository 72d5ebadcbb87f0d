// SPDX-License-Identifier: Apache-2.0
//
// GPT on a disk: read the good one of the two tables, write both in an order that a power cut
// cannot break. All access goes through struct gpt_io, so that tests can cut it at any write.

#ifndef BERTH_COMMON_GPT_DISK_H
#define BERTH_COMMON_GPT_DISK_H

#include "gpt.h"

/* Each function returns 0 or a negative errno; offset and length are multiples of a sector. */
struct gpt_io {
	int (*read)(void *ctx, void *data, size_t len, uint64_t offset);
	int (*write)(void *ctx, const void *data, size_t len, uint64_t offset);
	int (*sync)(void *ctx);
	void *ctx;
	uint32_t sector_size;
	uint64_t disk_sectors;
};

/*
 * gpt_io_open - a struct gpt_io for a block device.
 * @fd: open for reading, and for writing if it is to be written; stays the caller's
 * Returns 0 or a negative errno.
 */
int gpt_io_open(int *fd, struct gpt_io *ret_io);

/*
 * gpt_disk_read - the primary table or, if that is damaged, the backup at the end of the disk.
 * @ret_gpt: release with gpt_release(); its my_lba tells which one it is
 * Returns 0, -ENOENT (no GPT), -EBADMSG or -EINVAL (both damaged), or an errno of reading.
 */
int gpt_disk_read(const struct gpt_io *io, struct gpt *ret_gpt);

/*
 * gpt_disk_write - write the backup table at the end of the disk, sync, then the primary table,
 * sync, then the protective MBR. A cut before the first sync leaves the old primary table, a later
 * one leaves a complete backup in the place where it is looked for (the kernel looks there only
 * with the word `gpt` on its command line). Run again, it completes what was cut.
 * Returns 0 or a negative errno.
 */
int gpt_disk_write(const struct gpt_io *io, const struct gpt *gpt);

#endif
