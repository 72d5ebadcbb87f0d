// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/fsprobe.c: what is recognised, and above all what is taken for blank.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../common/blockdev.h"

static unsigned char disk[FS_PROBE_BYTES];

static enum fs_type probe_with(size_t offset, const char *magic, size_t len)
{
	memset(disk, 0, sizeof(disk));
	memcpy(disk + offset, magic, len);
	return fs_probe(disk, sizeof(disk));
}

static void test_types(void **state)
{
	(void)state;
	assert_int_equal(probe_with(1080, "\x53\xEF", 2), FS_EXT);
	assert_int_equal(probe_with(32769, "CD001", 5), FS_ISO9660);
	assert_int_equal(probe_with(1024, "\xE2\xE1\xF5\xE0", 4), FS_EROFS);
	assert_int_equal(probe_with(0, "hsqs", 4), FS_SQUASHFS);
	assert_int_equal(probe_with(82, "FAT32   ", 8), FS_VFAT);
	assert_int_equal(probe_with(54, "FAT16   ", 8), FS_VFAT);
	assert_int_equal(probe_with(0, "XFSB", 4), FS_OTHER);
	assert_int_equal(probe_with(0, "LUKS\xBA\xBE", 6), FS_OTHER);
	assert_int_equal(probe_with(65600, "_BHRfS_M", 8), FS_OTHER);
}

static void test_blank(void **state)
{
	(void)state;
	assert_int_equal(probe_with(0, "", 0), FS_BLANK);
	/* what mke2fs leaves if it is cut: group descriptors, but no superblock */
	assert_int_equal(probe_with(4096, "\x01\x02\x03", 3), FS_BLANK);
}

static void test_not_blank(void **state)
{
	(void)state;
	for (size_t at = 0; at < 4096; at += 5)
		assert_int_equal(probe_with(at, "\x01", 1), FS_UNKNOWN);
	/* too little was read to be sure */
	memset(disk, 0, sizeof(disk));
	assert_int_equal(fs_probe(disk, sizeof(disk) - 1), FS_UNKNOWN);
	assert_int_equal(fs_probe(disk, 0), FS_UNKNOWN);
}

/* Signatures at the very end of what was read must not be read beyond it. */
static void test_every_length(void **state)
{
	(void)state;
	for (size_t len = 0; len < 2048; len++) {
		unsigned char *exact = calloc(1, len + 1);

		assert_non_null(exact);
		assert_int_equal(fs_probe(exact + 1, len), FS_UNKNOWN);
		free(exact);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(fs_type_name(FS_EXT), "ext4");
	assert_string_equal(fs_type_name(FS_SQUASHFS), "squashfs");
	assert_null(fs_type_name(FS_UNKNOWN));
	assert_null(fs_type_name(FS_BLANK));
	assert_null(fs_type_name(FS_OTHER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),	  cmocka_unit_test(test_blank),
		cmocka_unit_test(test_not_blank), cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
