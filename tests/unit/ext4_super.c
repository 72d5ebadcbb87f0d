// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/boot/ext4_super.c: when a file system may be mounted without a check.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/run.h"
#include "../../init/boot/ext4_super.h"

static unsigned char block[EXT4_SUPER_BYTES];

static void set(size_t offset, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		block[offset + i] = (unsigned char)(value >> (8 * i));
}

/* A clean one: magic and state, 4 KiB blocks, journal. */
static void fill(void)
{
	memset(block, 0, sizeof(block));
	set(0x04, 1000);
	set(0x18, 2);
	set(0x38, 0x0001EF53);
	set(0x5C, 0x4);
	set(0x60, 0x2C2);
}

static bool is_clean(void)
{
	struct ext4_super super;

	assert_int_equal(ext4_super_parse(block, &super), 0);
	return super.clean;
}

static void test_values(void **state)
{
	struct ext4_super super;

	(void)state;
	fill();
	set(0x150, 3);
	assert_int_equal(ext4_super_parse(block, &super), 0);
	assert_int_equal(super.block_size, 4096);
	assert_true(super.blocks == (3ull << 32) + 1000);
	/* without the 64bit feature the high half means something else */
	set(0x60, 0x242);
	assert_int_equal(ext4_super_parse(block, &super), 0);
	assert_int_equal(super.blocks, 1000);
}

static void test_clean(void **state)
{
	(void)state;
	fill();
	assert_true(is_clean());
	set(0x60, 0x2C6); /* journal to be replayed */
	assert_false(is_clean());
	fill();
	set(0x38, 0x0003EF53); /* error noted */
	assert_false(is_clean());
	set(0x38, 0x0000EF53); /* not valid */
	assert_false(is_clean());
	fill();
	set(0xE8, 12); /* orphans, in the list */
	assert_false(is_clean());
	fill();
	set(0x64, 0x10000); /* orphans, in the file */
	assert_false(is_clean());
	fill();
	set(0x5C, 0); /* no journal */
	assert_false(is_clean());
}

static void test_not_ext4(void **state)
{
	struct ext4_super super;

	(void)state;
	memset(block, 0, sizeof(block));
	assert_int_equal(ext4_super_parse(block, &super), -EINVAL);
	fill();
	set(0x18, 7);
	assert_int_equal(ext4_super_parse(block, &super), -EINVAL);
	set(0x18, 0xFFFFFFFF);
	assert_int_equal(ext4_super_parse(block, &super), -EINVAL);
}

/* What the real mke2fs writes. */
static void test_mke2fs(void **state)
{
	char path[] = "/tmp/berth-unit-ext4.XXXXXX";
	const char *const argv[] = { "mke2fs", "-q",   "-F", "-t",  "ext4",
				     "-b",     "4096", path, "32M", NULL };
	struct run_options options = { .timeout_ms = 20000, .output_max = 4096 };
	struct ext4_super super;
	char *output = NULL;
	int status, r, fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	r = run(argv, &options, &status, &output);
	if (r == 0)
		assert_int_equal(pread_all(fd, block, sizeof(block), EXT4_SUPER_OFFSET), 0);
	(void)unlink(path);
	(void)close(fd);
	if (r == -ENOENT)
		skip();
	assert_int_equal(r, 0);
	assert_int_equal(status, 0);
	free(output);
	assert_int_equal(ext4_super_parse(block, &super), 0);
	assert_true(super.clean);
	assert_int_equal(super.block_size, 4096);
	assert_int_equal(super.blocks, 32 * 1024 * 1024 / 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_values),
					    cmocka_unit_test(test_clean),
					    cmocka_unit_test(test_not_ext4),
					    cmocka_unit_test(test_mke2fs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
