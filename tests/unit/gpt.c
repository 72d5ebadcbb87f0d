// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/gpt.c: checks of the parser, growth, building, on 512 and 4096 byte sectors.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/gpt.h"
#include "gpt_sample.h"

#define MIB (1024u * 1024u)

static unsigned char disk[8 * MIB];

/* Parse the primary table of a sample of @mib on a disk that has grown to @disk_mib. */
static int load(uint32_t sector, unsigned mib, unsigned disk_mib, struct gpt *gpt)
{
	unsigned char *entries;
	int r;

	memset(disk, 0, sizeof(disk));
	sample_disk(disk, sector, mib * MIB / sector);
	r = gpt_parse_header(disk + sector, sector, 1, disk_mib * MIB / sector, gpt);
	if (r < 0)
		return r;
	entries = malloc(gpt_entries_bytes(gpt));
	assert_non_null(entries);
	memcpy(entries, disk + gpt->entries_lba * sector, gpt_entries_bytes(gpt));
	r = gpt_set_entries(gpt, entries);
	assert_int_equal(r, 0);
	return r;
}

static void test_parse(void **state)
{
	struct gpt_entry entry;
	struct gpt gpt;

	(void)state;
	assert_int_equal(load(512, 4, 4, &gpt), 0);
	assert_int_equal(gpt.disk_sectors, 8192);
	assert_int_equal(gpt_entries_sectors(&gpt), 32);
	assert_int_equal(gpt_entry(&gpt, 2, &entry), 0);
	assert_string_equal(entry.name, "berth-data");
	assert_int_equal(entry.first, 4096);
	assert_int_equal(entry.last, 6143);
	assert_int_equal(gpt_entry(&gpt, 3, &entry), -ENOENT);
	assert_int_equal(gpt_entry(&gpt, 0, &entry), -EINVAL);
	assert_int_equal(gpt_entry(&gpt, 129, &entry), -EINVAL);
	gpt_release(&gpt);
}

static void test_bad_headers(void **state)
{
	struct gpt gpt;

	(void)state;
	assert_int_equal(load(512, 4, 4, &gpt), 0);
	gpt_release(&gpt);
	assert_int_equal(gpt_parse_header(disk + 512, 512, 2, 8192, &gpt), -EINVAL);
	assert_int_equal(gpt_parse_header(disk + 512, 100, 1, 8192, &gpt), -EINVAL);
	/* the table says more than the disk has */
	assert_int_equal(gpt_parse_header(disk + 512, 512, 1, 4096, &gpt), -EINVAL);
	assert_int_equal(gpt_parse_header(disk, 512, 1, 8192, &gpt), -ENOENT);
	for (size_t bit = 0; bit < 92 * 8; bit++) {
		disk[512 + bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_true(gpt_parse_header(disk + 512, 512, 1, 8192, &gpt) < 0);
		disk[512 + bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
}

/* Impossible values with a right checksum: somebody's tool, or an attacker's disk. */
static void test_implausible(void **state)
{
	static const struct {
		size_t offset;
		uint64_t value;
		unsigned bytes;
	} changes[] = {
		{ 12, 91, 4 },	   { 12, 513, 4 },	  { 12, 0xFFFFFFFF, 4 }, { 40, 9000, 8 },
		{ 40, 20, 8 },	   { 48, 8192, 8 },	  { 48, UINT64_MAX, 8 }, { 72, 0, 8 },
		{ 72, 1, 8 },	   { 72, 8191, 8 },	  { 72, UINT64_MAX, 8 }, { 80, 0, 4 },
		{ 80, 100000, 4 }, { 80, 0xFFFFFFFF, 4 }, { 84, 0, 4 },		 { 84, 64, 4 },
		{ 84, 192, 4 },	   { 84, 8192, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		unsigned char *header = disk + 512;
		struct gpt gpt;
		uint64_t size;

		assert_int_equal(load(512, 4, 4, &gpt), 0);
		gpt_release(&gpt);
		sample_put(header + changes[i].offset, changes[i].value, changes[i].bytes);
		size = header[12] | (uint64_t)header[13] << 8;
		sample_put(header + 16, 0, 4);
		sample_put(header + 16, crc32(header, size < 512 ? size : 512), 4);
		if (gpt_parse_header(header, 512, 1, 8192, &gpt) != -EINVAL)
			fail_msg("change %zu was accepted", i);
	}
}

static void test_bad_entries(void **state)
{
	unsigned char *entries;
	struct gpt gpt;

	(void)state;
	assert_int_equal(load(512, 4, 4, &gpt), 0);
	entries = gpt.entries;
	entries[5] ^= 1;
	gpt.entries = NULL;
	assert_int_equal(gpt_set_entries(&gpt, entries), -EBADMSG);
	assert_null(gpt.entries);
	free(entries);
}

static void check_growth(uint32_t sector)
{
	uint64_t sectors = 8 * MIB / sector, table = SAMPLE_TABLE_BYTES / sector;
	unsigned char header[4096];
	struct gpt_entry entry;
	struct gpt gpt, again;
	bool changed = false;

	assert_int_equal(load(sector, 4, 8, &gpt), 0);
	assert_int_equal(gpt_grow(&gpt, 2, &changed), 0);
	assert_true(changed);
	assert_int_equal(gpt_entry(&gpt, 2, &entry), 0);
	assert_int_equal(entry.first, 2 * MIB / sector);
	assert_int_equal(entry.last, 7 * MIB / sector - 1);
	assert_int_equal(gpt.last_usable, sectors - table - 2);
	assert_int_equal(gpt_header_lba(&gpt, GPT_BACKUP), sectors - 1);
	assert_int_equal(gpt_table_lba(&gpt, GPT_BACKUP), sectors - 1 - table);
	assert_int_equal(gpt_table_lba(&gpt, GPT_PRIMARY), 2);
	for (int side = GPT_PRIMARY; side <= GPT_BACKUP; side++) {
		uint64_t lba = gpt_header_lba(&gpt, (enum gpt_side)side);

		gpt_build_header(&gpt, (enum gpt_side)side, header);
		assert_int_equal(gpt_parse_header(header, sector, lba, sectors, &again), 0);
		assert_int_equal(again.entries_lba, gpt_table_lba(&gpt, (enum gpt_side)side));
		assert_int_equal(again.entries_crc, crc32(gpt.entries, SAMPLE_TABLE_BYTES));
		assert_int_equal(again.last_usable, gpt.last_usable);
		assert_memory_equal(again.disk_guid, gpt.disk_guid, GPT_GUID_LEN);
	}
	gpt_release(&gpt);
}

static void test_growth(void **state)
{
	(void)state;
	check_growth(512);
	check_growth(4096);
}

static void test_nothing_to_grow(void **state)
{
	struct gpt gpt;
	bool changed = true;

	(void)state;
	assert_int_equal(load(512, 4, 4, &gpt), 0);
	assert_int_equal(gpt_grow(&gpt, 2, &changed), 0);
	assert_false(changed);
	gpt_release(&gpt);
	assert_int_equal(load(4096, 8, 8, &gpt), 0);
	changed = true;
	assert_int_equal(gpt_grow(&gpt, 2, &changed), 0);
	assert_false(changed);
	gpt_release(&gpt);
}

static void test_refused_growth(void **state)
{
	struct gpt gpt;
	bool changed;

	(void)state;
	assert_int_equal(load(512, 4, 8, &gpt), 0);
	assert_int_equal(gpt_grow(&gpt, 1, &changed), -EEXIST);
	assert_int_equal(gpt_grow(&gpt, 3, &changed), -ENOENT);
	assert_int_equal(gpt_grow(&gpt, 500, &changed), -EINVAL);
	gpt.disk_sectors = 4096;
	assert_int_equal(gpt_grow(&gpt, 2, &changed), -ENOSPC);
	gpt_release(&gpt);
}

static void test_new_guids(void **state)
{
	unsigned char random[2 * GPT_GUID_LEN];
	struct gpt_entry before, after;
	struct gpt gpt;

	(void)state;
	memset(random, 0xFF, sizeof(random));
	assert_int_equal(load(512, 4, 4, &gpt), 0);
	assert_int_equal(gpt_entry(&gpt, 2, &before), 0);
	gpt_renew_guids(&gpt, 2, random);
	assert_int_equal(gpt_entry(&gpt, 2, &after), 0);
	assert_memory_not_equal(before.guid, after.guid, GPT_GUID_LEN);
	assert_memory_equal(before.type, after.type, GPT_GUID_LEN);
	assert_int_equal(after.guid[7], 0x4F);
	assert_int_equal(after.guid[8], 0xBF);
	assert_int_equal(gpt.entries_crc, crc32(gpt.entries, SAMPLE_TABLE_BYTES));
	assert_int_equal(gpt_entry(&gpt, 1, &after), 0);
	assert_int_equal(after.guid[0], 1);
	gpt_release(&gpt);
}

static void test_protective_mbr(void **state)
{
	struct gpt gpt;

	(void)state;
	assert_int_equal(load(512, 4, 8, &gpt), 0);
	assert_true(gpt_fix_protective_mbr(&gpt, disk));
	assert_memory_equal(disk, "boot code", 9);
	assert_memory_equal(disk + 446 + 12, "\xFF\x3F\0\0", 4);
	assert_false(gpt_fix_protective_mbr(&gpt, disk));
	gpt.disk_sectors = 1ull << 40;
	assert_true(gpt_fix_protective_mbr(&gpt, disk));
	assert_memory_equal(disk + 446 + 12, "\xFF\xFF\xFF\xFF", 4);
	disk[511] = 0;
	gpt.disk_sectors = 100;
	assert_false(gpt_fix_protective_mbr(&gpt, disk));
	gpt_release(&gpt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),	       cmocka_unit_test(test_bad_headers),
		cmocka_unit_test(test_implausible),    cmocka_unit_test(test_bad_entries),
		cmocka_unit_test(test_growth),	       cmocka_unit_test(test_nothing_to_grow),
		cmocka_unit_test(test_refused_growth), cmocka_unit_test(test_new_guids),
		cmocka_unit_test(test_protective_mbr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
