// SPDX-License-Identifier: Apache-2.0
//
// A small FAT32 volume for tests, built by hand, field by field after Microsoft's specification,
// and not with the code under test.

#ifndef BERTH_TESTS_UNIT_FAT_SAMPLE_H
#define BERTH_TESTS_UNIT_FAT_SAMPLE_H

#include <stdint.h>
#include <string.h>

#define FAT_SAMPLE_END 0x0FFFFFFFu
#define FAT_SAMPLE_DIRECTORY 0x10
#define FAT_SAMPLE_LABEL 0x08
#define FAT_SAMPLE_RESERVED 2u /* sectors before the tables */
#define FAT_SAMPLE_TABLES 2u /* of one sector each */
#define FAT_SAMPLE_CLUSTERS 20u
#define FAT_SAMPLE_ROOT 2u
#define FAT_SAMPLE_GRUB 3u
#define FAT_SAMPLE_RECORD 7u /* the first cluster of grub/grubenv */

struct fat_sample {
	unsigned char *at;
	uint32_t sector; /* bytes */
	uint32_t cluster; /* sectors */
};

static inline void fat_sample_put(unsigned char *at, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static inline uint32_t fat_sample_sectors(const struct fat_sample *s)
{
	return FAT_SAMPLE_RESERVED + FAT_SAMPLE_TABLES + FAT_SAMPLE_CLUSTERS * s->cluster;
}

static inline size_t fat_sample_bytes(const struct fat_sample *s)
{
	return (size_t)fat_sample_sectors(s) * s->sector;
}

static inline size_t fat_sample_offset(const struct fat_sample *s, uint32_t cluster)
{
	return (size_t)(FAT_SAMPLE_RESERVED + FAT_SAMPLE_TABLES + (cluster - 2) * s->cluster) *
	       s->sector;
}

static inline unsigned char *fat_sample_entry_at(const struct fat_sample *s, uint32_t cluster,
						 unsigned index)
{
	return s->at + fat_sample_offset(s, cluster) + (size_t)index * 32;
}

/* What the table says about a cluster, in both copies. */
static inline void fat_sample_link(const struct fat_sample *s, uint32_t cluster, uint32_t next)
{
	for (unsigned i = 0; i < FAT_SAMPLE_TABLES; i++)
		fat_sample_put(s->at + (FAT_SAMPLE_RESERVED + i) * s->sector + cluster * 4, next,
			       4);
}

/* @name: 11 characters, filled up with blanks */
static inline void fat_sample_entry(unsigned char *entry, const char *name, unsigned attributes,
				    uint32_t cluster, uint32_t size)
{
	memset(entry, 0, 32);
	memcpy(entry, name, 11);
	entry[11] = (unsigned char)attributes;
	fat_sample_put(entry + 20, cluster >> 16, 2);
	fat_sample_put(entry + 26, cluster & 0xFFFF, 2);
	fat_sample_put(entry + 28, size, 4);
}

static inline unsigned char fat_sample_checksum(const char *name)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < 11; i++)
		sum = ((sum & 1 ? 0x80u : 0u) + (sum >> 1) + (unsigned char)name[i]) & 0xFF;
	return (unsigned char)sum;
}

/* The entries of a long name, which go right before that of @name. Returns how many there are. */
static inline unsigned fat_sample_long(unsigned char *entry, const char *text, const char *name)
{
	unsigned len = (unsigned)strlen(text), parts = (len + 12) / 13;

	for (unsigned part = parts; part > 0; part--, entry += 32) {
		memset(entry, 0, 32);
		entry[0] = (unsigned char)(part | (part == parts ? 0x40 : 0));
		entry[11] = 0x0F;
		entry[13] = fat_sample_checksum(name);
		for (unsigned i = 0; i < 13; i++) {
			unsigned at = (part - 1) * 13 + i;
			unsigned place = i < 5 ? 1 + 2 * i : i < 11 ? 4 + 2 * i : 6 + 2 * i;
			uint32_t unit = at < len ? (unsigned char)text[at] : at == len ? 0 : 0xFFFF;

			fat_sample_put(entry + place, unit, 2);
		}
	}
	return parts;
}

static inline void fat_sample_boot_sector(const struct fat_sample *s)
{
	unsigned char *boot = s->at;

	memcpy(boot, "\xEB\x58\x90TESTTEST", 11);
	fat_sample_put(boot + 11, s->sector, 2);
	boot[13] = (unsigned char)s->cluster;
	fat_sample_put(boot + 14, FAT_SAMPLE_RESERVED, 2);
	boot[16] = FAT_SAMPLE_TABLES;
	boot[21] = 0xF8;
	fat_sample_put(boot + 32, fat_sample_sectors(s), 4);
	fat_sample_put(boot + 36, 1, 4);
	fat_sample_put(boot + 44, FAT_SAMPLE_ROOT, 4);
	fat_sample_put(boot + 48, 1, 2);
	boot[66] = 0x29;
	memcpy(boot + 71, "BERTH-EFI  FAT32   ", 19);
	boot[510] = 0x55;
	boot[511] = 0xAA;
}

/*
 * fat_sample_make - a volume with a label, the folder `grub`, and in it `grubenv` of @size bytes,
 * in one piece from cluster FAT_SAMPLE_RECORD on.
 * @at: fat_sample_bytes() bytes, zeros
 */
static inline void fat_sample_make(const struct fat_sample *s, uint32_t size)
{
	uint32_t cluster_bytes = s->cluster * s->sector;
	uint32_t clusters = (size + cluster_bytes - 1) / cluster_bytes;

	fat_sample_boot_sector(s);
	fat_sample_link(s, 0, 0x0FFFFFF8);
	fat_sample_link(s, 1, FAT_SAMPLE_END);
	fat_sample_link(s, FAT_SAMPLE_ROOT, FAT_SAMPLE_END);
	fat_sample_link(s, FAT_SAMPLE_GRUB, FAT_SAMPLE_END);
	for (uint32_t i = 0; i < clusters; i++)
		fat_sample_link(s, FAT_SAMPLE_RECORD + i,
				i + 1 < clusters ? FAT_SAMPLE_RECORD + i + 1 : FAT_SAMPLE_END);
	fat_sample_entry(fat_sample_entry_at(s, FAT_SAMPLE_ROOT, 0), "BERTH-EFI  ",
			 FAT_SAMPLE_LABEL, 0, 0);
	fat_sample_entry(fat_sample_entry_at(s, FAT_SAMPLE_ROOT, 1), "GRUB       ",
			 FAT_SAMPLE_DIRECTORY, FAT_SAMPLE_GRUB, 0);
	fat_sample_entry(fat_sample_entry_at(s, FAT_SAMPLE_GRUB, 0), ".          ",
			 FAT_SAMPLE_DIRECTORY, FAT_SAMPLE_GRUB, 0);
	fat_sample_entry(fat_sample_entry_at(s, FAT_SAMPLE_GRUB, 1), "..         ",
			 FAT_SAMPLE_DIRECTORY, 0, 0);
	fat_sample_entry(fat_sample_entry_at(s, FAT_SAMPLE_GRUB, 2), "GRUBENV    ", 0x20,
			 FAT_SAMPLE_RECORD, size);
}

#endif
