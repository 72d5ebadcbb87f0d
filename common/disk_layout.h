// SPDX-License-Identifier: Apache-2.0
//
// The disk of a machine: which partitions it has, in which order and how large, for ten years.
// docs/architecture.md says who writes what. Pure.

#ifndef BERTH_COMMON_DISK_LAYOUT_H
#define BERTH_COMMON_DISK_LAYOUT_H

#include "gpt.h"

/* Partitions by their number in the table. */
enum disk_part_number {
	PART_BIOS_BOOT = 1, /* GRUB's core for BIOS */
	PART_ESP, /* loader for UEFI, boot record, arguments of the machine */
	PART_BOOT_A, /* kernel and stage 1 of slot a */
	PART_BOOT_B,
	PART_ROOT_A, /* root image of slot a */
	PART_ROOT_B,
	PART_DATA, /* /var */
	DISK_PARTS = PART_DATA,
};

struct disk_layout_part {
	const char *name; /* GPT name of the partition */
	const char *type; /* GUID as text */
	uint32_t mib; /* 0: the rest of the disk */
};

#define DISK_DATA_MIN_MIB 1024 /* a disk with less left for data is too small */

/* disk_layout - DISK_PARTS partitions; number N is at index N - 1. */
const struct disk_layout_part *disk_layout(void);

/* disk_layout_min_bytes - how large a disk has to be. */
uint64_t disk_layout_min_bytes(void);

/* Identity of a disk and of its partitions. */
struct disk_guids {
	unsigned char disk[GPT_GUID_LEN];
	unsigned char parts[DISK_PARTS][GPT_GUID_LEN];
};

/*
 * disk_layout_make - a partition table.
 * @layout: DISK_PARTS partitions; disk_layout(), or those of a test
 * @ret_gpt: release with gpt_release()
 * Returns 0, -ENOSPC (the disk is too small), -EINVAL or -ENOMEM.
 */
int disk_layout_make(const struct disk_layout_part *layout, uint32_t sector_size,
		     uint64_t disk_sectors, const struct disk_guids *guids, struct gpt *ret_gpt);

#endif
