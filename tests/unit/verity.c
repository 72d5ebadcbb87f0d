// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/verity.c: superblocks, sizes, and the table line. The layout and the sizes
// are those of `veritysetup format`.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/verity.h"

#define HALF "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789"
#define HASH HALF HALF

/* The fields in the order of the format, little-endian. */
static void sample(unsigned char data[VERITY_SUPER_BYTES])
{
	static const unsigned char salt[4] = { 0x00, 0x9f, 0xa0, 0xff };

	memset(data, 0, VERITY_SUPER_BYTES);
	memcpy(data, "verity\0\0", 8);
	data[8] = 1;
	data[12] = 1;
	memset(data + 16, 0x55, 16);
	memcpy(data + 32, "blake2b-512", 11);
	data[65] = 0x10;
	data[69] = 0x10;
	data[72] = 200;
	data[80] = sizeof(salt);
	memcpy(data + 88, salt, sizeof(salt));
}

static void test_super(void **state)
{
	unsigned char data[VERITY_SUPER_BYTES];
	struct verity_super super;

	(void)state;
	sample(data);
	assert_int_equal(verity_super_parse(data, &super), 0);
	assert_int_equal(super.data_blocks, 200);
	assert_int_equal(super.salt_size, 4);
	assert_memory_equal(super.salt, data + 88, 4);
}

static void test_no_super(void **state)
{
	unsigned char data[VERITY_SUPER_BYTES] = { 0 };
	struct verity_super super;

	(void)state;
	assert_int_equal(verity_super_parse(data, &super), -ENOENT);
	sample(data);
	data[7] = 1; /* the magic has eight bytes */
	assert_int_equal(verity_super_parse(data, &super), -ENOENT);
}

/* Every byte that decides, changed alone; and the bytes around the edges of what is allowed. */
static void test_other_kinds(void **state)
{
	static const struct {
		size_t at;
		unsigned char value;
		int result;
	} cases[] = {
		{ 8, 2, -EINVAL },     { 11, 1, -EINVAL },
		{ 12, 0, -EINVAL },    { 12, 2, -EINVAL },
		{ 32, 'B', -EINVAL },  { 43, '-', -EINVAL },
		{ 63, 'x', -EINVAL },  { 64, 1, -EINVAL },
		{ 65, 0x08, -EINVAL }, { 67, 1, -EINVAL },
		{ 69, 0x20, -EINVAL }, { 72, 0, -EINVAL },
		{ 77, 1, -EINVAL }, /* 200 blocks beyond 2^40 */
		{ 79, 0x80, -EINVAL }, { 81, 0x80, -EINVAL },
		{ 76, 0xff, 0 }, /* large, but allowed */
		{ 16, 0, 0 }, /* any UUID */
		{ 511, 1, 0 }, /* what follows the salt is nobody's */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned char data[VERITY_SUPER_BYTES];
		struct verity_super super;

		sample(data);
		data[cases[i].at] = cases[i].value;
		assert_int_equal(verity_super_parse(data, &super), cases[i].result);
	}
}

static void test_salt_sizes(void **state)
{
	unsigned char data[VERITY_SUPER_BYTES];
	struct verity_super super;

	(void)state;
	sample(data);
	data[80] = 0;
	data[81] = 1;
	memset(data + 88, 0xab, VERITY_SALT_MAX);
	assert_int_equal(verity_super_parse(data, &super), 0);
	assert_int_equal(super.salt_size, VERITY_SALT_MAX);
	assert_int_equal(super.salt[VERITY_SALT_MAX - 1], 0xab);
	data[80] = 1;
	assert_int_equal(verity_super_parse(data, &super), -EINVAL);
}

static void test_total(void **state)
{
	/* blocks of data, and all blocks: sizes that veritysetup makes */
	static const uint64_t cases[][2] = {
		{ 1, 2 },
		{ 2, 4 },
		{ 64, 66 },
		{ 65, 69 }, /* two blocks of digests, and one above them */
		{ 64UL * 64, 64UL * 64 + 1 + 64 + 1 },
		{ 64UL * 64 + 1, 64UL * 64 + 1 + 1 + 65 + 2 + 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct verity_super super = { .data_blocks = cases[i][0] };

		assert_int_equal(verity_total_bytes(&super), cases[i][1] * 4096);
	}
}

static void test_root_hash(void **state)
{
	(void)state;
	assert_true(verity_root_hash_is_valid(HASH));
	assert_false(verity_root_hash_is_valid(""));
	assert_false(verity_root_hash_is_valid(HASH "0"));
	assert_false(verity_root_hash_is_valid(HASH " "));
	assert_false(verity_root_hash_is_valid(&HASH[1]));
	assert_false(verity_root_hash_is_valid(HALF)); /* of a sha256 */
	assert_false(verity_root_hash_is_valid("g123456789abcdef0123456789abcdef"
					       "0123456789abcdef0123456789abcdef" HALF));
}

static void test_table(void **state)
{
	unsigned char data[VERITY_SUPER_BYTES];
	struct verity_super super;
	char *table;

	(void)state;
	sample(data);
	assert_int_equal(verity_super_parse(data, &super), 0);
	table = verity_table(&super, "/dev/sda3", HASH);
	assert_string_equal(table, "1 /dev/sda3 /dev/sda3 4096 4096 200 201 blake2b-512 " HASH
				   " 009fa0ff");
	free(table);
	super.salt_size = 0;
	table = verity_table(&super, "/dev/vda", HASH);
	assert_string_equal(table, "1 /dev/vda /dev/vda 4096 4096 200 201 blake2b-512 " HASH " -");
	free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_super),	    cmocka_unit_test(test_no_super),
		cmocka_unit_test(test_other_kinds), cmocka_unit_test(test_salt_sizes),
		cmocka_unit_test(test_total),	    cmocka_unit_test(test_root_hash),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
