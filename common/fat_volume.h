// SPDX-License-Identifier: Apache-2.0
//
// The layout of a FAT32 volume, its allocation table, and its bytes. Every number read from the
// volume is a stranger's: it is checked before use. Used by fat_file.c.

#ifndef BERTH_COMMON_FAT_VOLUME_H
#define BERTH_COMMON_FAT_VOLUME_H

#include "disk_io.h"

#define FAT_READ_MAX 4096 /* the largest sector of a disk that is read */
#define FAT_CLUSTER_FIRST 2
#define FAT_CLUSTER_END 0x0FFFFFF8U /* this or more: the last one of a file */

struct fat_volume {
	const struct disk_io *io;
	uint32_t cluster_bytes;
	uint32_t cluster_end; /* the first number behind the last cluster */
	uint32_t root; /* first cluster of the root directory */
	uint64_t table; /* bytes from the beginning: the allocation table in use */
	uint64_t data; /* bytes from the beginning: cluster 2 */
	uint64_t cached; /* offset of the sector in @cache; UINT64_MAX: none */
	unsigned char cache[FAT_READ_MAX];
};

/* fat_le16, fat_le32 - numbers as FAT stores them. */
uint32_t fat_le16(const unsigned char *at);
uint32_t fat_le32(const unsigned char *at);

/*
 * fat_volume_open - read and check the boot sector.
 * @io: must stay while the volume is used
 * Returns 0, -EUCLEAN (no FAT32, or impossible numbers) or an errno of reading.
 */
int fat_volume_open(const struct disk_io *io, struct fat_volume *ret);

/*
 * fat_volume_read - bytes of the volume, wherever they lie; one sector is kept in memory.
 * Returns 0, -EUCLEAN (behind the end of the disk) or an errno of reading.
 */
int fat_volume_read(struct fat_volume *volume, void *data, size_t len, uint64_t offset);

/*
 * fat_volume_next - the cluster that follows in a file; FAT_CLUSTER_END behind the last one.
 * Returns 0, -EUCLEAN (no cluster of the volume, or a free or bad one follows) or an errno of
 * reading.
 */
int fat_volume_next(struct fat_volume *volume, uint32_t cluster, uint32_t *ret_next);

/* fat_volume_offset - where a cluster lies: bytes from the beginning of the volume. */
uint64_t fat_volume_offset(const struct fat_volume *volume, uint32_t cluster);

#endif
