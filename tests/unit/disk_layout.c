// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/disk_layout.c: where things are on a disk is a promise for ten years.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "../../common/disk_layout.h"
#include "../../common/gpt_guid.h"

#define MIB (1024ULL * 1024)
#define LINUX_TYPE "0fc63daf-8483-4772-8e79-3d69d8477de4"

static const struct {
	const char *name, *type;
	uint64_t first_mib, end_mib;
} expected[DISK_PARTS] = {
	{ "bios-boot", "21686148-6449-6e6f-744e-656564454649", 1, 2 },
	{ "berth-efi", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", 2, 262 },
	{ "berth-boot-a", LINUX_TYPE, 262, 390 },
	{ "berth-boot-b", LINUX_TYPE, 390, 518 },
	{ "berth-a", LINUX_TYPE, 518, 1542 },
	{ "berth-b", LINUX_TYPE, 1542, 2566 },
	{ "berth-data", LINUX_TYPE, 2566, 8191 },
};

static void check_layout(uint32_t sector)
{
	struct disk_guids guids = { .disk = { 99 } };
	char type[GPT_GUID_TEXT + 1];
	struct gpt_entry entry;
	struct gpt gpt;

	for (unsigned i = 0; i < DISK_PARTS; i++)
		guids.parts[i][0] = (unsigned char)(i + 1);
	assert_int_equal(disk_layout_make(disk_layout(), sector, 8192 * MIB / sector, &guids, &gpt),
			 0);
	assert_int_equal(gpt.disk_guid[0], 99);
	for (unsigned i = 0; i < DISK_PARTS; i++) {
		assert_int_equal(gpt_entry(&gpt, i + 1, &entry), 0);
		assert_string_equal(entry.name, expected[i].name);
		gpt_guid_format(entry.type, type);
		assert_string_equal(type, expected[i].type);
		assert_int_equal(entry.guid[0], i + 1);
		assert_int_equal(entry.first, expected[i].first_mib * MIB / sector);
		assert_int_equal(entry.last, expected[i].end_mib * MIB / sector - 1);
	}
	assert_int_equal(gpt_entry(&gpt, DISK_PARTS + 1, &entry), -ENOENT);
	gpt_release(&gpt);
}

static void test_layout(void **state)
{
	(void)state;
	check_layout(512);
	check_layout(4096);
}

static void test_smallest_disk(void **state)
{
	uint64_t sectors = disk_layout_min_bytes() / 512;
	struct disk_guids guids = { 0 };
	struct gpt_entry entry;
	struct gpt gpt;

	(void)state;
	assert_int_equal(disk_layout_make(disk_layout(), 512, sectors, &guids, &gpt), 0);
	assert_int_equal(gpt_entry(&gpt, PART_DATA, &entry), 0);
	assert_int_equal((entry.last + 1 - entry.first) * 512, DISK_DATA_MIN_MIB * MIB);
	gpt_release(&gpt);
	assert_int_equal(disk_layout_make(disk_layout(), 512, 2567 * MIB / 512, &guids, &gpt),
			 -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_smallest_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
