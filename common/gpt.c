// SPDX-License-Identifier: Apache-2.0
//
// GPT partition tables in memory. See gpt.h. All numbers on disk are little-endian and are read
// byte by byte, so that neither alignment nor byte order of the host matters.

#include "gpt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"

#define REVISION 0x00010000u
#define HEADER_SIZE 92u
#define ENTRY_COUNT_MAX 1024u
#define ENTRY_SIZE_MIN 128u
#define ENTRY_SIZE_MAX 4096u
#define ALIGNMENT (1024u * 1024u)

static const char signature[8] = { 'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T' };

/* Offsets in the header. */
enum {
	H_REVISION = 8,
	H_SIZE = 12,
	H_CRC = 16,
	H_MY_LBA = 24,
	H_ALTERNATE_LBA = 32,
	H_FIRST_USABLE = 40,
	H_LAST_USABLE = 48,
	H_DISK_GUID = 56,
	H_ENTRIES_LBA = 72,
	H_ENTRY_COUNT = 80,
	H_ENTRY_SIZE = 84,
	H_ENTRIES_CRC = 88,
};

/* Offsets in an entry. */
enum {
	E_TYPE = 0,
	E_GUID = 16,
	E_FIRST = 32,
	E_LAST = 40,
	E_NAME = 56
};

static uint64_t get_le(const unsigned char *at, unsigned bytes)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)at[i] << (8 * i);
	return value;
}

static uint32_t get32(const unsigned char *at)
{
	return (uint32_t)get_le(at, 4);
}

static uint64_t get64(const unsigned char *at)
{
	return get_le(at, 8);
}

static void put_le(unsigned char *at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static uint32_t header_crc(const unsigned char *sector, uint32_t header_size)
{
	unsigned char copy[4096];

	memcpy(copy, sector, header_size);
	memset(copy + H_CRC, 0, 4);
	return crc32(copy, header_size);
}

static bool is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

/* Everything that later code relies on: sizes bounded, areas inside the disk, not overlapping. */
static bool is_plausible(const struct gpt *gpt)
{
	uint64_t sectors;

	if (gpt->entry_size < ENTRY_SIZE_MIN || gpt->entry_size > ENTRY_SIZE_MAX ||
	    !is_power_of_two(gpt->entry_size) || gpt->entry_count < 1 ||
	    gpt->entry_count > ENTRY_COUNT_MAX)
		return false;
	sectors = gpt_entries_sectors(gpt);
	return gpt->entries_lba > GPT_PRIMARY_LBA && gpt->entries_lba < gpt->disk_sectors &&
	       sectors < gpt->disk_sectors - gpt->entries_lba &&
	       gpt->first_usable <= gpt->last_usable && gpt->last_usable < gpt->disk_sectors &&
	       gpt->first_usable >= GPT_PRIMARY_LBA + 1 + sectors;
}

int gpt_parse_header(const unsigned char *sector, uint32_t sector_size, uint64_t lba,
		     uint64_t disk_sectors, struct gpt *ret_gpt)
{
	struct gpt gpt = { .sector_size = sector_size, .disk_sectors = disk_sectors };
	uint32_t header_size;

	if (sector_size < 512 || sector_size > 4096 || !is_power_of_two(sector_size))
		return -EINVAL;
	if (memcmp(sector, signature, sizeof(signature)) != 0)
		return -ENOENT;
	header_size = get32(sector + H_SIZE);
	if (header_size < HEADER_SIZE || header_size > sector_size)
		return -EINVAL;
	if (header_crc(sector, header_size) != get32(sector + H_CRC))
		return -EBADMSG;
	gpt.my_lba = get64(sector + H_MY_LBA);
	gpt.alternate_lba = get64(sector + H_ALTERNATE_LBA);
	gpt.first_usable = get64(sector + H_FIRST_USABLE);
	gpt.last_usable = get64(sector + H_LAST_USABLE);
	gpt.entries_lba = get64(sector + H_ENTRIES_LBA);
	gpt.entry_count = get32(sector + H_ENTRY_COUNT);
	gpt.entry_size = get32(sector + H_ENTRY_SIZE);
	gpt.entries_crc = get32(sector + H_ENTRIES_CRC);
	memcpy(gpt.disk_guid, sector + H_DISK_GUID, GPT_GUID_LEN);
	if (gpt.my_lba != lba || !is_plausible(&gpt))
		return -EINVAL;
	*ret_gpt = gpt;
	return 0;
}

size_t gpt_entries_bytes(const struct gpt *gpt)
{
	return (size_t)gpt->entry_count * gpt->entry_size;
}

uint64_t gpt_entries_sectors(const struct gpt *gpt)
{
	return (gpt_entries_bytes(gpt) + gpt->sector_size - 1) / gpt->sector_size;
}

int gpt_set_entries(struct gpt *gpt, unsigned char *entries)
{
	if (crc32(entries, gpt_entries_bytes(gpt)) != gpt->entries_crc)
		return -EBADMSG;
	gpt->entries = entries;
	return 0;
}

void gpt_release(struct gpt *gpt)
{
	free(gpt->entries);
	*gpt = (struct gpt){ 0 };
}

static unsigned char *entry_at(const struct gpt *gpt, uint32_t number)
{
	return gpt->entries + (size_t)(number - 1) * gpt->entry_size;
}

int gpt_entry(const struct gpt *gpt, uint32_t number, struct gpt_entry *ret_entry)
{
	static const unsigned char unused[GPT_GUID_LEN];
	struct gpt_entry entry = { 0 };
	const unsigned char *raw;

	if (number < 1 || number > gpt->entry_count)
		return -EINVAL;
	raw = entry_at(gpt, number);
	if (memcmp(raw + E_TYPE, unused, GPT_GUID_LEN) == 0)
		return -ENOENT;
	memcpy(entry.type, raw + E_TYPE, GPT_GUID_LEN);
	memcpy(entry.guid, raw + E_GUID, GPT_GUID_LEN);
	entry.first = get64(raw + E_FIRST);
	entry.last = get64(raw + E_LAST);
	for (size_t i = 0; i < GPT_NAME_MAX; i++) {
		uint64_t unit = get_le(raw + E_NAME + 2 * i, 2);

		entry.name[i] = (char)(unit < 0x80 ? unit : '?');
	}
	*ret_entry = entry;
	return 0;
}

/* True if a partition other than @number ends behind the start of @number's. */
static bool is_something_behind(const struct gpt *gpt, uint32_t number, uint64_t first)
{
	for (uint32_t other = 1; other <= gpt->entry_count; other++) {
		struct gpt_entry entry;

		if (other != number && gpt_entry(gpt, other, &entry) == 0 && entry.last >= first)
			return true;
	}
	return false;
}

int gpt_grow(struct gpt *gpt, uint32_t number, bool *ret_changed)
{
	uint64_t sectors = gpt_entries_sectors(gpt);
	uint64_t align = ALIGNMENT / gpt->sector_size;
	uint64_t last_usable, end;
	struct gpt_entry entry;
	int r = gpt_entry(gpt, number, &entry);

	if (r < 0)
		return r;
	if (is_something_behind(gpt, number, entry.first))
		return -EEXIST;
	if (gpt->disk_sectors < sectors + 2)
		return -ENOSPC;
	last_usable = gpt->disk_sectors - sectors - 2;
	if (entry.last > last_usable)
		return -ENOSPC;
	end = (last_usable + 1) / align * align - 1;
	if (end < entry.last || end > last_usable)
		end = entry.last;
	*ret_changed =
		end != entry.last || last_usable != gpt->last_usable ||
		(gpt->my_lba == GPT_PRIMARY_LBA && gpt->alternate_lba != gpt->disk_sectors - 1);
	gpt->last_usable = last_usable;
	put_le(entry_at(gpt, number) + E_LAST, end, 8);
	gpt->entries_crc = crc32(gpt->entries, gpt_entries_bytes(gpt));
	return 0;
}

/* Version 4, variant 1, in the mixed byte order of GPT. */
static void make_guid(unsigned char *guid, const unsigned char *random)
{
	memcpy(guid, random, GPT_GUID_LEN);
	guid[7] = (unsigned char)((guid[7] & 0x0F) | 0x40);
	guid[8] = (unsigned char)((guid[8] & 0x3F) | 0x80);
}

void gpt_renew_guids(struct gpt *gpt, uint32_t number, const unsigned char *random)
{
	make_guid(gpt->disk_guid, random);
	make_guid(entry_at(gpt, number) + E_GUID, random + GPT_GUID_LEN);
	gpt->entries_crc = crc32(gpt->entries, gpt_entries_bytes(gpt));
}

uint64_t gpt_header_lba(const struct gpt *gpt, enum gpt_side side)
{
	return side == GPT_PRIMARY ? GPT_PRIMARY_LBA : gpt->disk_sectors - 1;
}

uint64_t gpt_table_lba(const struct gpt *gpt, enum gpt_side side)
{
	if (side == GPT_BACKUP)
		return gpt->disk_sectors - 1 - gpt_entries_sectors(gpt);
	/* a primary table stays where it is; one rebuilt from the backup goes to the usual place */
	return gpt->my_lba == GPT_PRIMARY_LBA ? gpt->entries_lba : GPT_PRIMARY_LBA + 1;
}

void gpt_build_header(const struct gpt *gpt, enum gpt_side side, unsigned char *ret_sector)
{
	enum gpt_side other = side == GPT_PRIMARY ? GPT_BACKUP : GPT_PRIMARY;

	memset(ret_sector, 0, gpt->sector_size);
	memcpy(ret_sector, signature, sizeof(signature));
	put_le(ret_sector + H_REVISION, REVISION, 4);
	put_le(ret_sector + H_SIZE, HEADER_SIZE, 4);
	put_le(ret_sector + H_MY_LBA, gpt_header_lba(gpt, side), 8);
	put_le(ret_sector + H_ALTERNATE_LBA, gpt_header_lba(gpt, other), 8);
	put_le(ret_sector + H_FIRST_USABLE, gpt->first_usable, 8);
	put_le(ret_sector + H_LAST_USABLE, gpt->last_usable, 8);
	memcpy(ret_sector + H_DISK_GUID, gpt->disk_guid, GPT_GUID_LEN);
	put_le(ret_sector + H_ENTRIES_LBA, gpt_table_lba(gpt, side), 8);
	put_le(ret_sector + H_ENTRY_COUNT, gpt->entry_count, 4);
	put_le(ret_sector + H_ENTRY_SIZE, gpt->entry_size, 4);
	put_le(ret_sector + H_ENTRIES_CRC, gpt->entries_crc, 4);
	put_le(ret_sector + H_CRC, header_crc(ret_sector, HEADER_SIZE), 4);
}

bool gpt_fix_protective_mbr(const struct gpt *gpt, unsigned char *sector)
{
	uint64_t last = gpt->disk_sectors - 1;
	uint32_t size = last > UINT32_MAX ? UINT32_MAX : (uint32_t)last;

	if (sector[510] != 0x55 || sector[511] != 0xAA)
		return false;
	for (size_t at = 446; at < 510; at += 16) {
		if (sector[at + 4] != 0xEE)
			continue;
		if (get32(sector + at + 12) == size)
			return false;
		put_le(sector + at + 12, size, 4);
		return true;
	}
	return false;
}
