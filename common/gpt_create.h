// SPDX-License-Identifier: Apache-2.0
//
// A new GPT partition table in memory, for a disk of any size with sectors of 512 to 4096 bytes.
// Partitions begin and end at multiples of 1 MiB. Pure; gpt_disk.h writes it.

#ifndef BERTH_COMMON_GPT_CREATE_H
#define BERTH_COMMON_GPT_CREATE_H

#include "gpt.h"

#define GPT_ALIGNMENT (1024UL * 1024) /* bytes */
#define GPT_NEW_ENTRIES 128 /* partitions that a new table has room for */
#define GPT_MBR_BYTES 512

/*
 * gpt_create - a table without partitions.
 * @ret_gpt: release with gpt_release()
 * Returns 0, -EINVAL (sector size), -ENOSPC (no room for tables and 1 MiB between them) or -ENOMEM.
 */
int gpt_create(uint32_t sector_size, uint64_t disk_sectors,
	       const unsigned char disk_guid[GPT_GUID_LEN], struct gpt *ret_gpt);

struct gpt_new_partition {
	const char *name; /* ASCII, up to GPT_NAME_MAX characters */
	const unsigned char *type, *guid; /* GPT_GUID_LEN bytes each */
	uint64_t bytes; /* a multiple of GPT_ALIGNMENT; 0: what is left */
};

/*
 * gpt_append - add a partition behind those that are there, with the next number.
 * Returns 0, -ENOSPC (does not fit; for 0 bytes: not even 1 MiB is left) or -EINVAL.
 */
int gpt_append(struct gpt *gpt, const struct gpt_new_partition *partition);

/*
 * gpt_make_protective_mbr - partition entries and signature of the sector that keeps old programs
 * off the disk. The boot code before them (440 bytes) is left as it is.
 * @sector: the first GPT_MBR_BYTES of the disk
 */
void gpt_make_protective_mbr(const struct gpt *gpt, unsigned char *sector);

#endif
