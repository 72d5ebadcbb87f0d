// SPDX-License-Identifier: Apache-2.0
//
// GPT partition tables in memory: parse with all checks, grow the last partition to the end of a
// disk that became larger, and build both headers again. Pure; the disk is read and written by
// gpt_disk.h. Sector sizes 512 to 4096. (UEFI specification, chapter 5.)

#ifndef BERTH_COMMON_GPT_H
#define BERTH_COMMON_GPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GPT_GUID_LEN 16
#define GPT_NAME_MAX 36 /* UTF-16 units in an entry */
#define GPT_PRIMARY_LBA 1

struct gpt {
	uint32_t sector_size;
	uint64_t disk_sectors;
	uint64_t my_lba; /* where the header that was parsed says it is */
	uint64_t alternate_lba;
	uint64_t entries_lba;
	uint64_t first_usable, last_usable;
	uint32_t entry_count, entry_size;
	uint32_t entries_crc;
	unsigned char disk_guid[GPT_GUID_LEN];
	unsigned char *entries; /* gpt_entries_bytes() bytes; NULL before gpt_set_entries() */
};

struct gpt_entry {
	unsigned char type[GPT_GUID_LEN];
	unsigned char guid[GPT_GUID_LEN];
	uint64_t first, last; /* LBA, both inclusive */
	char name[GPT_NAME_MAX + 1]; /* characters outside ASCII appear as `?` */
};

/*
 * gpt_parse_header - check a header and take it over.
 * @sector: one sector of @sector_size bytes, read from @lba of a disk of @disk_sectors
 * @ret_gpt: without entries yet; release with gpt_release()
 * Returns 0, -ENOENT (no GPT signature), -EBADMSG (checksum), -EINVAL (impossible content).
 */
int gpt_parse_header(const unsigned char *sector, uint32_t sector_size, uint64_t lba,
		     uint64_t disk_sectors, struct gpt *ret_gpt);

/* gpt_entries_bytes - size of the entry array; gpt_entries_sectors - the same, rounded up. */
size_t gpt_entries_bytes(const struct gpt *gpt);
uint64_t gpt_entries_sectors(const struct gpt *gpt);

/*
 * gpt_set_entries - check the entry array against the header's checksum and take it over.
 * @entries: from malloc(3); owned by @gpt on success only
 * Returns 0 or -EBADMSG.
 */
int gpt_set_entries(struct gpt *gpt, unsigned char *entries);

/* gpt_release - free what the struct owns. */
void gpt_release(struct gpt *gpt);

/*
 * gpt_entry - read one partition.
 * @number: partition number, from 1
 * Returns 0, -ENOENT (unused) or -EINVAL (no such number).
 */
int gpt_entry(const struct gpt *gpt, uint32_t number, struct gpt_entry *ret_entry);

/*
 * gpt_grow - make the table fit the disk, and the last partition reach to its end (rounded down
 * to 1 MiB).
 * @number: the partition to grow; must be the last one on the disk
 * @ret_changed: false if table and partition already fit
 * Returns 0, -ENOENT (unused), -EEXIST (another partition lies behind it), -ENOSPC (the disk is
 * smaller than the table says).
 */
int gpt_grow(struct gpt *gpt, uint32_t number, bool *ret_changed);

/*
 * gpt_renew_guids - give disk and one partition a new identity (a first boot of an image that has
 * many copies).
 * @random: 2 * GPT_GUID_LEN random bytes
 */
void gpt_renew_guids(struct gpt *gpt, uint32_t number, const unsigned char *random);

enum gpt_side {
	GPT_PRIMARY,
	GPT_BACKUP
};

/*
 * gpt_header_lba, gpt_table_lba - where header and entries of one side belong on this disk.
 * gpt_build_header - fill a sector with the header of one side.
 */
uint64_t gpt_header_lba(const struct gpt *gpt, enum gpt_side side);
uint64_t gpt_table_lba(const struct gpt *gpt, enum gpt_side side);
void gpt_build_header(const struct gpt *gpt, enum gpt_side side, unsigned char *ret_sector);

/*
 * gpt_fix_protective_mbr - let the protective MBR cover the whole disk; boot code is kept.
 * @sector: the first 512 bytes of the disk
 * Returns true if something was changed.
 */
bool gpt_fix_protective_mbr(const struct gpt *gpt, unsigned char *sector);

#endif
