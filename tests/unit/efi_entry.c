// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/efi_entry.c: the bytes of an entry, one by one after the UEFI
// specification, and what to do with the entries that are there.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../berth/install/efi_entry.h"

static const struct efi_partition partition = {
	.number = 2,
	.first = 4096,
	.sectors = 532480,
	.guid = { 0xFE, 0x9B, 0xCC, 0xE1, 0x29, 0xCD, 0xE3, 0x50, 0x8B, 0xEE, 0x81, 0x7A, 0x58,
		  0x82, 0x8C, 0x68 },
};

static const unsigned char expected[] = {
	/* active */
	0x01,
	0x00,
	0x00,
	0x00,
	/* bytes of the path: 42 + 50 + 4 */
	0x60,
	0x00,
	/* Berth */
	'B',
	0,
	'e',
	0,
	'r',
	0,
	't',
	0,
	'h',
	0,
	0,
	0,
	/* media, hard drive, 42 bytes */
	0x04,
	0x01,
	0x2A,
	0x00,
	/* partition 2, from 4096, 532480 sectors */
	0x02,
	0x00,
	0x00,
	0x00,
	0x00,
	0x10,
	0x00,
	0x00,
	0x00,
	0x00,
	0x00,
	0x00,
	0x00,
	0x20,
	0x08,
	0x00,
	0x00,
	0x00,
	0x00,
	0x00,
	/* its GUID; GPT, GUID */
	0xFE,
	0x9B,
	0xCC,
	0xE1,
	0x29,
	0xCD,
	0xE3,
	0x50,
	0x8B,
	0xEE,
	0x81,
	0x7A,
	0x58,
	0x82,
	0x8C,
	0x68,
	0x02,
	0x02,
	/* media, file path, 50 bytes */
	0x04,
	0x04,
	0x32,
	0x00,
	'\\',
	0,
	'E',
	0,
	'F',
	0,
	'I',
	0,
	'\\',
	0,
	'b',
	0,
	'e',
	0,
	'r',
	0,
	't',
	0,
	'h',
	0,
	'\\',
	0,
	'g',
	0,
	'r',
	0,
	'u',
	0,
	'b',
	0,
	'x',
	0,
	'6',
	0,
	'4',
	0,
	'.',
	0,
	'e',
	0,
	'f',
	0,
	'i',
	0,
	0,
	0,
	/* end */
	0x7F,
	0xFF,
	0x04,
	0x00,
};

static void test_bytes(void **state)
{
	unsigned char data[EFI_ENTRY_MAX];

	(void)state;
	assert_int_equal(efi_entry_encode(&partition, data), sizeof(expected));
	assert_memory_equal(data, expected, sizeof(expected));
}

static void test_ours(void **state)
{
	unsigned char other[sizeof(expected)], guid[GPT_GUID_LEN];

	(void)state;
	assert_true(efi_entry_is_ours(expected, sizeof(expected), partition.guid));
	/* whatever comes behind the partition; but all of that */
	assert_true(efi_entry_is_ours(expected, 60, partition.guid));
	for (size_t len = 0; len < 60; len++)
		assert_false(efi_entry_is_ours(expected, len, partition.guid));
	memcpy(guid, partition.guid, sizeof(guid));
	guid[15] ^= 1;
	assert_false(efi_entry_is_ours(expected, sizeof(expected), guid));
	memcpy(other, expected, sizeof(other));
	other[6] = 'b';
	assert_false(efi_entry_is_ours(other, sizeof(other), partition.guid));
	memcpy(other, expected, sizeof(other));
	other[19] = 2;
	assert_false(efi_entry_is_ours(other, sizeof(other), partition.guid));
}

static void check_order(const struct efi_plan *plan, const uint16_t *order, size_t count)
{
	assert_int_equal(plan->order_count, count);
	assert_memory_equal(plan->order, order, count * sizeof(*order));
}

static void test_new(void **state)
{
	static const uint16_t used[] = { 3, 0, 1 }, order[] = { 1, 0, 3 }, after[] = { 2, 1, 0, 3 };
	static const uint16_t alone[] = { 0 };
	struct efi_plan plan;

	(void)state;
	assert_int_equal(efi_plan_make(used, 3, NULL, 0, order, 3, &plan), 0);
	assert_int_equal(plan.number, 2);
	check_order(&plan, after, 4);
	assert_int_equal(efi_plan_make(NULL, 0, NULL, 0, NULL, 0, &plan), 0);
	assert_int_equal(plan.number, 0);
	check_order(&plan, alone, 1);
}

/* Three of ours: the lowest is used again, the others leave the order. */
static void test_again(void **state)
{
	static const uint16_t used[] = { 0, 5, 4, 7 }, ours[] = { 7, 4, 5 },
			      order[] = { 0, 7, 5, 9, 4 }, after[] = { 4, 0, 9 };
	struct efi_plan plan;

	(void)state;
	assert_int_equal(efi_plan_make(used, 4, ours, 3, order, 5, &plan), 0);
	assert_int_equal(plan.number, 4);
	check_order(&plan, after, 3);
}

static void test_full(void **state)
{
	static uint16_t all[65536];
	struct efi_plan plan;

	(void)state;
	for (size_t i = 0; i < 65536; i++)
		all[i] = (uint16_t)i;
	assert_int_equal(efi_plan_make(all, 65536, NULL, 0, NULL, 0, &plan), -ENOSPC);
	assert_int_equal(efi_plan_make(all, 65535, NULL, 0, NULL, 0, &plan), 0);
	assert_int_equal(plan.number, 0xFFFF);
	assert_int_equal(efi_plan_make(NULL, 0, NULL, 0, all + 1, EFI_ORDER_MAX, &plan), -ENOSPC);
	assert_int_equal(efi_plan_make(NULL, 0, NULL, 0, all, EFI_ORDER_MAX, &plan), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes), cmocka_unit_test(test_ours),
		cmocka_unit_test(test_new),   cmocka_unit_test(test_again),
		cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
