// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/verify/block_scan.c: which blocks are named as damaged.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>

#include "../../berth/verify/block_scan.h"

#define STEP_BLOCKS (SCAN_STEP / SCAN_BLOCK)

/* Blocks from first to last are damaged. */
struct medium {
	uint64_t first, last, read_bytes;
	int damage;
};

static int read_medium(void *ctx, unsigned char *data, size_t len, uint64_t offset)
{
	struct medium *medium = ctx;
	uint64_t begin = offset / SCAN_BLOCK, end = (offset + len) / SCAN_BLOCK;

	assert_int_equal((uintptr_t)data % SCAN_BLOCK, 0);
	assert_true(len <= SCAN_STEP && len % SCAN_BLOCK == 0 && offset % SCAN_BLOCK == 0);
	medium->read_bytes += len;
	return begin <= medium->last && end > medium->first ? medium->damage : 0;
}

static int scan(struct medium *medium, uint64_t blocks, struct damage *damage)
{
	struct scan_source source = { .read = read_medium,
				      .ctx = medium,
				      .size = blocks * SCAN_BLOCK };

	return block_scan(&source, NULL, damage);
}

static void test_whole(void **state)
{
	static const uint64_t sizes[] = { 0, 1, STEP_BLOCKS, STEP_BLOCKS + 1, 3 * STEP_BLOCKS - 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct medium medium = { .first = UINT64_MAX, .damage = -EIO };
		struct damage damage;

		assert_int_equal(scan(&medium, sizes[i], &damage), 0);
		assert_int_equal(damage.blocks, 0);
		assert_int_equal(medium.read_bytes, sizes[i] * SCAN_BLOCK);
	}
}

static void test_damaged(void **state)
{
	static const int errors[] = { -EIO, -EILSEQ };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		/* over the border of two steps */
		struct medium medium = { .first = STEP_BLOCKS - 1,
					 .last = STEP_BLOCKS,
					 .damage = errors[i] };
		struct damage damage;

		assert_int_equal(scan(&medium, 3 * STEP_BLOCKS, &damage), 0);
		assert_int_equal(damage.blocks, 2);
		assert_int_equal(damage.offsets[0], SCAN_STEP - SCAN_BLOCK);
		assert_int_equal(damage.offsets[1], SCAN_STEP);
	}
}

static void test_the_last_block(void **state)
{
	struct medium medium = { .first = STEP_BLOCKS + 6, .last = UINT64_MAX, .damage = -EIO };
	struct damage damage;

	(void)state;
	assert_int_equal(scan(&medium, STEP_BLOCKS + 7, &damage), 0);
	assert_int_equal(damage.blocks, 1);
	assert_int_equal(damage.offsets[0], SCAN_STEP + 6 * SCAN_BLOCK);
}

static void test_all_damaged(void **state)
{
	struct medium medium = { .last = UINT64_MAX, .damage = -EIO };
	struct damage damage;

	(void)state;
	assert_int_equal(scan(&medium, 300, &damage), 0);
	assert_int_equal(damage.blocks, 300);
	assert_int_equal(damage.offsets[DAMAGE_SHOWN - 1], (DAMAGE_SHOWN - 1) * SCAN_BLOCK);
}

static void test_other_errors_end_it(void **state)
{
	struct medium medium = { .first = 5, .last = 5, .damage = -ENXIO };
	struct damage damage;

	(void)state;
	assert_int_equal(scan(&medium, 300, &damage), -ENXIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_the_last_block),
		cmocka_unit_test(test_all_damaged),
		cmocka_unit_test(test_other_errors_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
