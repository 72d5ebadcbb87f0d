// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/fsident.c: names and sizes as blkid(8) prints them.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/fsident.h"

static unsigned char disk[FS_PROBE_BYTES];

static const unsigned char id[16] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
				      0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe };
static const char id_text[] = "01234567-89ab-cdef-1032-547698badcfe";

static void put(size_t at, const void *data, size_t len)
{
	memcpy(disk + at, data, len);
}

static void put_le32(size_t at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		disk[at + i] = (unsigned char)(value >> 8 * i);
}

static struct fs_identity identify(void)
{
	struct fs_identity identity;

	fs_identify(disk, sizeof(disk), &identity);
	return identity;
}

static int blank(void **state)
{
	(void)state;
	memset(disk, 0, sizeof(disk));
	return 0;
}

static void test_iso(void **state)
{
	struct fs_identity identity;

	(void)state;
	put(32769, "CD001", 5);
	put_le32(32768 + 80, 25000);
	put(32768 + 40, "BERTH 0.1.0                     ", 32);
	put(32768 + 830, "2026112518304512", 16);
	identity = identify();
	assert_int_equal(identity.type, FS_ISO9660);
	assert_string_equal(identity.label, "BERTH 0.1.0");
	assert_string_equal(identity.uuid, "2026-11-25-18-30-45-12");
	assert_int_equal(identity.size, 51200000);
	put(32768 + 834, "x", 1);
	assert_string_equal(identify().uuid, "");
}

static void test_ext(void **state)
{
	struct fs_identity identity;

	(void)state;
	put(1080, "\x53\xEF", 2);
	put_le32(1024 + 4, 4096);
	put_le32(1024 + 0x18, 2);
	put(1024 + 0x68, id, 16);
	put(1024 + 0x78, "sixteen chars ok", 16);
	identity = identify();
	assert_int_equal(identity.size, 4096 * 4096);
	assert_string_equal(identity.uuid, id_text);
	assert_string_equal(identity.label, "sixteen chars ok");
	/* more than 2^32 blocks, only with the feature 64bit */
	put_le32(1024 + 0x150, 1);
	assert_int_equal(identify().size, 4096 * 4096);
	put_le32(1024 + 0x60, 0x80);
	assert_int_equal(identify().size, (0x100000000ULL + 4096) * 4096);
}

static void test_erofs_and_squashfs(void **state)
{
	struct fs_identity identity;

	(void)state;
	put(1024, "\xE2\xE1\xF5\xE0", 4);
	disk[1024 + 12] = 12;
	put_le32(1024 + 36, 100);
	put(1024 + 48, id, 16);
	put(1024 + 64, "root", 4);
	identity = identify();
	assert_int_equal(identity.type, FS_EROFS);
	assert_int_equal(identity.size, 409600);
	assert_string_equal(identity.uuid, id_text);
	assert_string_equal(identity.label, "root");
	memset(disk, 0, sizeof(disk));
	put(0, "hsqs", 4);
	put_le32(40, 12345);
	put_le32(44, 1);
	identity = identify();
	assert_int_equal(identity.type, FS_SQUASHFS);
	assert_int_equal(identity.size, 0x100000000ULL + 12345);
	assert_string_equal(identity.uuid, "");
}

static void test_vfat(void **state)
{
	struct fs_identity identity;

	(void)state;
	put(82, "FAT32   ", 8);
	put(67, "\xcd\xab\x34\x12", 4);
	put(71, "STICK      ", 11);
	identity = identify();
	assert_string_equal(identity.uuid, "1234-ABCD");
	assert_string_equal(identity.label, "STICK");
	memset(disk, 0, sizeof(disk));
	put(54, "FAT16   ", 8);
	put(39, "\x01\x02\x03\x04", 4);
	put(43, "NO NAME    ", 11);
	identity = identify();
	assert_string_equal(identity.uuid, "0403-0201");
	assert_string_equal(identity.label, "");
}

static void test_nothing_known_has_no_names(void **state)
{
	struct fs_identity identity = identify();

	(void)state;
	assert_int_equal(identity.type, FS_BLANK);
	assert_string_equal(identity.label, "");
	assert_string_equal(identity.uuid, "");
	assert_int_equal(identity.size, 0);
}

/* A short read names nothing, and nothing beyond it is touched. */
static void test_every_length(void **state)
{
	struct fs_identity identity;

	(void)state;
	for (size_t len = 0; len < FS_PROBE_BYTES; len += 97) {
		unsigned char *exact = malloc(len + 1);

		assert_non_null(exact);
		memset(exact, 'C', len + 1);
		if (len >= 32774)
			memcpy(exact + 32769, "CD001", 5);
		fs_identify(exact, len, &identity);
		assert_string_equal(identity.label, "");
		free(exact);
	}
}

static void test_a_file(void **state)
{
	char path[] = "/tmp/fsident.XXXXXX";
	struct fs_identity identity;
	uint64_t bytes;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	put(0, "hsqs", 4);
	put_le32(40, 1000000);
	assert_int_equal(write(fd, disk, sizeof(disk)), sizeof(disk));
	assert_int_equal(close(fd), 0);
	assert_int_equal(blockdev_identify(path, &identity, &bytes), 0);
	assert_int_equal(bytes, sizeof(disk));
	assert_int_equal(identity.size, 1000000);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(blockdev_identify(path, &identity, &bytes), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_iso, blank),
		cmocka_unit_test_setup(test_ext, blank),
		cmocka_unit_test_setup(test_erofs_and_squashfs, blank),
		cmocka_unit_test_setup(test_vfat, blank),
		cmocka_unit_test_setup(test_nothing_known_has_no_names, blank),
		cmocka_unit_test_setup(test_every_length, blank),
		cmocka_unit_test_setup(test_a_file, blank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
