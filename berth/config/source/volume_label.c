// SPDX-License-Identifier: Apache-2.0
//
// Which file system with which label is on a volume: ISO 9660 (ECMA-119) and FAT. Every number read
// from the volume is a stranger's: sizes are checked before use and each search has an upper bound,
// also when a cluster chain runs in a circle. Pure.

#include "volume_label.h"

#include <stdbool.h>
#include <string.h>

#define ISO_SECTOR 2048
#define ISO_FIRST_DESCRIPTOR 16
#define ISO_DESCRIPTORS_MAX 16

#define FAT_ENTRY 32
#define FAT_LABEL_LEN 11
#define FAT_ROOT_SECTORS_MAX 512 /* of 512 bytes: 8192 directory entries are searched at most */

/* The layout of a FAT volume, in bytes. */
struct fat {
	bool is_fat32;
	uint32_t sector, cluster;
	uint64_t table; /* first allocation table */
	uint64_t root; /* FAT12, FAT16: root directory */
	uint32_t root_size;
	uint64_t data; /* cluster 2 */
	uint32_t root_cluster; /* FAT32: first cluster of the root directory */
	uint32_t cluster_count;
};

static uint32_t le16(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t le32(const unsigned char *at)
{
	return le16(at) | le16(at + 2) << 16;
}

static void copy_label(const unsigned char *from, size_t len, char *to)
{
	size_t end = 0;

	for (size_t i = 0; i < len && from[i]; i++) {
		to[i] = (char)from[i];
		if (from[i] != ' ')
			end = i + 1;
	}
	to[end] = '\0';
}

static bool probe_iso9660(const struct volume_reader *reader, struct volume *volume)
{
	enum {
		TYPE_PRIMARY = 1,
		TYPE_END = 255,
		LABEL_AT = 40
	};
	unsigned char head[LABEL_AT + VOLUME_LABEL_MAX];

	for (uint64_t i = 0; i < ISO_DESCRIPTORS_MAX; i++) {
		uint64_t offset = (ISO_FIRST_DESCRIPTOR + i) * ISO_SECTOR;

		if (reader->read(reader->context, offset, head, sizeof(head)) < 0 ||
		    memcmp(head + 1, "CD001", 5) != 0 || head[0] == TYPE_END)
			return false;
		if (head[0] == TYPE_PRIMARY) {
			volume->type = VOLUME_ISO9660;
			copy_label(head + LABEL_AT, VOLUME_LABEL_MAX, volume->label);
			return true;
		}
	}
	return false;
}

static bool is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

/* The checks of the kernel's driver: what it would not mount is no FAT volume. */
static bool fat_layout(const unsigned char boot[512], struct fat *ret_fat)
{
	struct fat f = { .sector = le16(boot + 11), .cluster = boot[13] };
	uint32_t reserved = le16(boot + 14), tables = boot[16];
	uint32_t root_entries = le16(boot + 17), table_sectors = le16(boot + 22);
	uint64_t sectors = le16(boot + 19) ? le16(boot + 19) : le32(boot + 32);

	if (!is_power_of_two(f.sector) || f.sector < 512 || f.sector > 4096 ||
	    !is_power_of_two(f.cluster) || !reserved || !tables || boot[21] < 0xf0)
		return false;
	f.is_fat32 = table_sectors == 0;
	if (f.is_fat32) {
		table_sectors = le32(boot + 36);
		f.root_cluster = le32(boot + 44);
	}
	f.root_size = root_entries * FAT_ENTRY;
	f.table = (uint64_t)reserved * f.sector;
	f.root = f.table + (uint64_t)tables * table_sectors * f.sector;
	f.data = f.root + (uint64_t)(f.root_size + f.sector - 1) / f.sector * f.sector;
	f.cluster *= f.sector;
	if (!table_sectors || f.data / f.sector >= sectors)
		return false;
	f.cluster_count = (uint32_t)((sectors * f.sector - f.data) / f.cluster);
	*ret_fat = f;
	return true;
}

enum found {
	FOUND_NOTHING,
	FOUND_LABEL,
	FOUND_END
};

/* Looks through one sector of a root directory for the entry that holds the label. */
static enum found search_directory(const unsigned char entries[512], char *label)
{
	enum {
		ATTRIBUTES_AT = 11,
		VOLUME_ID = 0x08,
		DIRECTORY = 0x10,
		LONG_NAME = 0x0f
	};
	const unsigned char deleted = 0xe5;

	for (size_t i = 0; i < 512; i += FAT_ENTRY) {
		const unsigned char *entry = entries + i;
		unsigned char attributes = entry[ATTRIBUTES_AT];

		if (entry[0] == 0)
			return FOUND_END;
		/* pieces of long file names carry the label's bit too, together with three others
		 */
		if (entry[0] == deleted || (attributes & LONG_NAME) == LONG_NAME ||
		    (attributes & (VOLUME_ID | DIRECTORY)) != VOLUME_ID)
			continue;
		copy_label(entry, FAT_LABEL_LEN, label);
		return FOUND_LABEL;
	}
	return FOUND_NOTHING;
}

/* Searches a piece of the root directory; @budget counts down over all pieces. */
static enum found search_extent(const struct volume_reader *reader, uint64_t offset, uint64_t size,
				unsigned int *budget, char *label)
{
	unsigned char sector[512];

	for (uint64_t at = 0; at < size; at += sizeof(sector)) {
		if (!*budget ||
		    reader->read(reader->context, offset + at, sector, sizeof(sector)) < 0)
			return FOUND_END;
		--*budget;
		enum found found = search_directory(sector, label);
		if (found != FOUND_NOTHING)
			return found;
	}
	return FOUND_NOTHING;
}

static void find_root_label(const struct volume_reader *reader, const struct fat *f, char *label)
{
	unsigned int budget = FAT_ROOT_SECTORS_MAX;
	uint32_t cluster = f->root_cluster;

	if (!f->is_fat32) {
		(void)search_extent(reader, f->root, f->root_size, &budget, label);
		return;
	}
	/* 2 is the first cluster; an end mark lies above the last one */
	while (cluster >= 2 && cluster - 2 < f->cluster_count) {
		unsigned char next[4];
		uint64_t at = f->data + (uint64_t)(cluster - 2) * f->cluster;

		if (search_extent(reader, at, f->cluster, &budget, label) != FOUND_NOTHING ||
		    reader->read(reader->context, f->table + (uint64_t)cluster * 4, next, 4) < 0)
			return;
		cluster = le32(next) & 0x0fffffff;
	}
}

static bool probe_fat(const struct volume_reader *reader, const unsigned char boot[512],
		      struct volume *volume)
{
	enum {
		EXTENDED = 0x29,
		NO_NAME_LEN = 7
	};
	struct fat f;

	if (!fat_layout(boot, &f))
		return false;
	volume->type = VOLUME_VFAT;
	const unsigned char *extended = boot + (f.is_fat32 ? 66 : 38);
	/* mkfs writes "NO NAME" where there is none */
	if (extended[0] == EXTENDED && memcmp(extended + 5, "NO NAME", NO_NAME_LEN) != 0)
		copy_label(extended + 5, FAT_LABEL_LEN, volume->boot_label);
	find_root_label(reader, &f, volume->label);
	if (!volume->label[0])
		memcpy(volume->label, volume->boot_label, sizeof(volume->label));
	return true;
}

int volume_probe(const struct volume_reader *reader, struct volume *ret_volume)
{
	unsigned char boot[512];
	struct volume volume = { .type = VOLUME_OTHER };
	int r = reader->read(reader->context, 0, boot, sizeof(boot));

	if (r < 0)
		return r;
	if (!probe_iso9660(reader, &volume))
		(void)probe_fat(reader, boot, &volume);
	*ret_volume = volume;
	return 0;
}

const char *volume_type_name(enum volume_type type)
{
	return type == VOLUME_ISO9660 ? "iso9660" : type == VOLUME_VFAT ? "vfat" : NULL;
}
