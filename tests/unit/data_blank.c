// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/boot/data_blank.c: what may be formatted.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../init/boot/data_blank.h"

#define MIB (1024UL * 1024)

static unsigned char lead[BLANK_LEAD_BYTES], last[BLANK_BLOCK];

static void clear(void)
{
	memset(lead, 0, sizeof(lead));
	memset(last, 0, sizeof(last));
}

static void set_mark(void)
{
	static const char mark[] = "berth: a file system is being made on this partition\n";

	memcpy(last, mark, sizeof(mark));
}

static bool judge(void)
{
	return blank_judge(lead, sizeof(lead), last);
}

static void test_zeros(void **state)
{
	(void)state;
	clear();
	assert_true(judge());
	set_mark();
	assert_true(judge());
}

static void test_something_later(void **state)
{
	static const size_t places[] = { 0, BLANK_BLOCK - 1, BLANK_BLOCK, 131072, MIB - 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		clear();
		lead[places[i]] = 1;
		assert_false(judge());
	}
}

/* A cut attempt of our own: all but the first block may be written. */
static void test_marked(void **state)
{
	(void)state;
	clear();
	set_mark();
	memset(lead + BLANK_BLOCK, 0xAA, sizeof(lead) - BLANK_BLOCK);
	assert_true(judge());
	lead[BLANK_BLOCK - 1] = 1;
	assert_false(judge());
	lead[BLANK_BLOCK - 1] = 0;
	last[0] ^= 1;
	assert_false(judge());
}

/* The file system that is made never reaches the mark. */
static void test_places(void **state)
{
	(void)state;
	for (uint64_t bytes = 8 * MIB; bytes < 12 * MIB; bytes += 512) {
		uint64_t mark = blank_mark_offset(bytes);

		assert_true(mark + BLANK_BLOCK <= bytes);
		assert_true(blank_file_system_blocks(bytes) * BLANK_BLOCK <= mark);
		assert_int_equal(mark % BLANK_BLOCK, 0);
	}
	assert_int_equal(blank_mark_offset(1024 * MIB), 1024 * MIB - BLANK_BLOCK);
	assert_int_equal(blank_file_system_blocks(1024 * MIB), 1023 * MIB / BLANK_BLOCK);
	assert_int_equal(blank_mark_offset(4 * MIB), 0);
	assert_int_equal(blank_file_system_blocks(4 * MIB), 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeros),
		cmocka_unit_test(test_something_later),
		cmocka_unit_test(test_marked),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
