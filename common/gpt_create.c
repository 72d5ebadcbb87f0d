// SPDX-License-Identifier: Apache-2.0
//
// New GPT partition tables. See gpt_create.h. What later reads and grows the table is gpt.c;
// entries are written here byte by byte, as everything there.

#include "gpt_create.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"

#define ENTRY_SIZE 128u

static void put_le(unsigned char *at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

int gpt_create(uint32_t sector_size, uint64_t disk_sectors,
	       const unsigned char disk_guid[GPT_GUID_LEN], struct gpt *ret_gpt)
{
	struct gpt gpt = {
		.sector_size = sector_size,
		.disk_sectors = disk_sectors,
		.my_lba = GPT_PRIMARY_LBA,
		.alternate_lba = disk_sectors - 1,
		.entries_lba = GPT_PRIMARY_LBA + 1,
		.entry_count = GPT_NEW_ENTRIES,
		.entry_size = ENTRY_SIZE,
	};

	if (sector_size != 512 && sector_size != 1024 && sector_size != 2048 && sector_size != 4096)
		return -EINVAL;
	if (disk_sectors < 3 * GPT_ALIGNMENT / sector_size)
		return -ENOSPC;
	gpt.first_usable = GPT_ALIGNMENT / sector_size;
	gpt.last_usable = disk_sectors - gpt_entries_sectors(&gpt) - 2;
	memcpy(gpt.disk_guid, disk_guid, GPT_GUID_LEN);
	gpt.entries = calloc(GPT_NEW_ENTRIES, ENTRY_SIZE);
	if (!gpt.entries)
		return -ENOMEM;
	gpt.entries_crc = crc32(gpt.entries, gpt_entries_bytes(&gpt));
	*ret_gpt = gpt;
	return 0;
}

/* The first number that is free, and the sector behind all partitions. */
static uint32_t next_free(const struct gpt *gpt, uint64_t *ret_first)
{
	uint32_t number = 1;
	struct gpt_entry entry;

	*ret_first = gpt->first_usable;
	for (; gpt_entry(gpt, number, &entry) == 0; number++)
		*ret_first = entry.last + 1;
	return number;
}

static void put_entry(struct gpt *gpt, uint32_t number, const struct gpt_new_partition *partition,
		      uint64_t first, uint64_t last)
{
	unsigned char *at = gpt->entries + (size_t)(number - 1) * gpt->entry_size;

	memcpy(at, partition->type, GPT_GUID_LEN);
	memcpy(at + 16, partition->guid, GPT_GUID_LEN);
	put_le(at + 32, first, 8);
	put_le(at + 40, last, 8);
	for (size_t i = 0; partition->name[i]; i++)
		put_le(at + 56 + 2 * i, (unsigned char)partition->name[i], 2);
	gpt->entries_crc = crc32(gpt->entries, gpt_entries_bytes(gpt));
}

int gpt_append(struct gpt *gpt, const struct gpt_new_partition *partition)
{
	uint64_t align = GPT_ALIGNMENT / gpt->sector_size;
	uint64_t end = (gpt->last_usable + 1) / align * align; /* the first sector out of bounds */
	uint64_t first, sectors;
	uint32_t number = next_free(gpt, &first);

	if (number > gpt->entry_count || partition->bytes % GPT_ALIGNMENT != 0 ||
	    strlen(partition->name) > GPT_NAME_MAX)
		return -EINVAL;
	if (first >= end)
		return -ENOSPC;
	sectors = partition->bytes ? partition->bytes / gpt->sector_size : end - first;
	if (sectors > end - first)
		return -ENOSPC;
	put_entry(gpt, number, partition, first, first + sectors - 1);
	return 0;
}

/* Cylinder, head and sector are those that the UEFI specification asks for (5.2.3). */
void gpt_make_protective_mbr(const struct gpt *gpt, unsigned char *sector)
{
	static const unsigned char entry[16] = { 0, 0, 2, 0, 0xEE, 0xFF, 0xFF, 0xFF, 1 };
	uint64_t size = gpt->disk_sectors - 1;

	memset(sector + 440, 0, 70);
	memcpy(sector + 446, entry, sizeof(entry));
	put_le(sector + 458, size > UINT32_MAX ? UINT32_MAX : size, 4);
	sector[510] = 0x55;
	sector[511] = 0xAA;
}
