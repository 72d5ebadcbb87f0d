// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/mountinfo.c: lines as the kernel writes them.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "../../common/mountinfo.h"

static const char text[] =
	"20 1 254:3 / / ro,nodev,relatime shared:1 - erofs /dev/vda3 ro,user_xattr\n"
	"33 20 254:4 / /var rw,nosuid,nodev,noatime shared:15 - ext4 /dev/vda4 rw,quota\n"
	"34 20 254:4 /a\\040b /mnt/a\\040b\\134c rw - ext4 /dev/vda4 ro\n"
	"nonsense\n"
	"\n"
	"1 2 3 4 5\n"
	"35 20 0:1 / /short rw - tmpfs\n"
	"36 20 0:1 / /tags rw shared:1 master:2 propagate_from:3 - tmpfs none rw\n";

static void test_parse(void **state)
{
	struct mount_list list;

	(void)state;
	assert_int_equal(mountinfo_parse(text, &list), 0);
	assert_int_equal(list.count, 4);
	assert_string_equal(list.items[0].target, "/");
	assert_true(list.items[0].super_read_only);
	assert_int_equal(list.items[0].flags, MS_RDONLY | MS_NODEV | MS_RELATIME);
	assert_string_equal(list.items[1].target, "/var");
	assert_string_equal(list.items[1].type, "ext4");
	assert_string_equal(list.items[1].source, "/dev/vda4");
	assert_false(list.items[1].super_read_only);
	assert_int_equal(list.items[1].flags, MS_NOSUID | MS_NODEV | MS_NOATIME);
	assert_string_equal(list.items[2].target, "/mnt/a b\\c");
	assert_true(list.items[2].super_read_only);
	assert_string_equal(list.items[3].target, "/tags");
	mountinfo_release(&list);
	assert_int_equal(list.count, 0);
}

static void test_many(void **state)
{
	static const char line[] = "33 20 254:4 / /x rw - ext4 /dev/vda4 rw\n";
	char *many = calloc(1000, sizeof(line));
	struct mount_list list;

	(void)state;
	assert_non_null(many);
	for (size_t i = 0; i < 1000; i++)
		memcpy(many + i * (sizeof(line) - 1), line, sizeof(line));
	assert_int_equal(mountinfo_parse(many, &list), 0);
	assert_int_equal(list.count, 1000);
	mountinfo_release(&list);
	free(many);
}

static void test_at(void **state)
{
	static const char twice[] = "1 0 0:1 / / rw - rootfs none rw\n"
				    "2 1 0:2 / / ro - erofs /dev/vda3 ro\n"
				    "3 2 0:3 / /var rw - tmpfs tmpfs rw\n";
	struct mount_list list;

	(void)state;
	assert_int_equal(mountinfo_parse(twice, &list), 0);
	assert_string_equal(mountinfo_at(&list, "/")->type, "erofs");
	assert_string_equal(mountinfo_at(&list, "/var")->source, "tmpfs");
	assert_null(mountinfo_at(&list, "/va"));
	mountinfo_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
