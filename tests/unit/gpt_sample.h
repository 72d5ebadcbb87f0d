// SPDX-License-Identifier: Apache-2.0
//
// A partition table for the tests of gpt and gpt_disk, built by hand, field by field after the UEFI
// specification, and not with the code under test.

#ifndef BERTH_TESTS_UNIT_GPT_SAMPLE_H
#define BERTH_TESTS_UNIT_GPT_SAMPLE_H

#include <stdint.h>
#include <string.h>

#include "../../common/crc32.h"

#define SAMPLE_ENTRIES 128u
#define SAMPLE_ENTRY_SIZE 128u
#define SAMPLE_TABLE_BYTES (SAMPLE_ENTRIES * SAMPLE_ENTRY_SIZE)
#define SAMPLE_ALIGN (1024u * 1024u)

static inline void sample_put(unsigned char *at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static inline void sample_entry(unsigned char *table, unsigned number, uint64_t first,
				uint64_t last, const char *name)
{
	unsigned char *entry = table + (number - 1) * SAMPLE_ENTRY_SIZE;

	memset(entry, 0x11, 16);
	memset(entry + 16, (int)number, 16);
	sample_put(entry + 32, first, 8);
	sample_put(entry + 40, last, 8);
	for (size_t i = 0; name[i]; i++)
		entry[56 + 2 * i] = (unsigned char)name[i];
}

/* One header. @table: to be summed; @table_lba: where it is. */
static inline void sample_header(unsigned char *header, const unsigned char *table, uint64_t my_lba,
				 uint64_t other_lba, uint64_t table_lba, uint64_t first_usable,
				 uint64_t last_usable)
{
	memset(header, 0, 92);
	memcpy(header, "EFI PART", 8);
	sample_put(header + 8, 0x00010000, 4);
	sample_put(header + 12, 92, 4);
	sample_put(header + 24, my_lba, 8);
	sample_put(header + 32, other_lba, 8);
	sample_put(header + 40, first_usable, 8);
	sample_put(header + 48, last_usable, 8);
	memset(header + 56, 0xDD, 16);
	sample_put(header + 72, table_lba, 8);
	sample_put(header + 80, SAMPLE_ENTRIES, 4);
	sample_put(header + 84, SAMPLE_ENTRY_SIZE, 4);
	sample_put(header + 88, crc32(table, SAMPLE_TABLE_BYTES), 4);
	sample_put(header + 16, crc32(header, 92), 4);
}

/*
 * Fill a disk image: protective MBR and both tables of a disk of @sectors. Partition 1 has 1 MiB at
 * 1 MiB, partition 2 ("berth-data") reaches from 2 MiB to the last full MiB.
 */
static inline void sample_disk(unsigned char *disk, uint32_t sector, uint64_t sectors)
{
	uint64_t table_sectors = SAMPLE_TABLE_BYTES / sector, align = SAMPLE_ALIGN / sector;
	uint64_t last_usable = sectors - table_sectors - 2;
	unsigned char *table = disk + 2 * sector;

	disk[510] = 0x55;
	disk[511] = 0xAA;
	memcpy(disk, "boot code", 9);
	disk[446 + 4] = 0xEE;
	sample_put(disk + 446 + 8, 1, 4);
	sample_put(disk + 446 + 12, sectors - 1, 4);
	sample_entry(table, 1, align, 2 * align - 1, "berth-a");
	sample_entry(table, 2, 2 * align, (last_usable + 1) / align * align - 1, "berth-data");
	sample_header(disk + sector, table, 1, sectors - 1, 2, align, last_usable);
	memcpy(disk + (last_usable + 1) * sector, table, SAMPLE_TABLE_BYTES);
	sample_header(disk + (sectors - 1) * sector, table, sectors - 1, 1, last_usable + 1, align,
		      last_usable);
}

#endif
