// SPDX-License-Identifier: Apache-2.0
//
// GPT on a disk: read the good one of the two tables, write both in an order that a power cut
// cannot break.

#ifndef BERTH_COMMON_GPT_DISK_H
#define BERTH_COMMON_GPT_DISK_H

#include "disk_io.h"
#include "gpt.h"

/*
 * gpt_disk_read - the primary table or, if that is damaged, the backup at the end of the disk.
 * @ret_gpt: release with gpt_release(); its my_lba tells which one it is
 * Returns 0, -ENOENT (no GPT), -EBADMSG or -EINVAL (both damaged), or an errno of reading.
 */
int gpt_disk_read(const struct disk_io *io, struct gpt *ret_gpt);

/*
 * gpt_disk_write - write the backup table at the end of the disk, sync, then the primary table,
 * sync, then the protective MBR. A cut before the first sync leaves the old primary table, a later
 * one leaves a complete backup in the place where it is looked for (the kernel looks there only
 * with the word `gpt` on its command line). Run again, it completes what was cut.
 * Returns 0 or a negative errno.
 */
int gpt_disk_write(const struct disk_io *io, const struct gpt *gpt);

/*
 * gpt_disk_write_tables - the same without the protective MBR, for a new table: what makes a disk
 * one that starts is written last, by the caller.
 */
int gpt_disk_write_tables(const struct disk_io *io, const struct gpt *gpt);

#endif
