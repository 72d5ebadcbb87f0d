// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/disk_name.c: words, paths, and the numbers of this machine's devices.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../../berth/install/disk_name.h"

static void test_words(void **state)
{
	char *name = NULL;

	(void)state;
	assert_int_equal(disk_name_find("sda", &name), 0);
	assert_string_equal(name, "sda");
	free(name);
	assert_int_equal(disk_name_find("", &name), 0);
	assert_string_equal(name, "");
	free(name);
}

static void test_paths_that_are_no_disks(void **state)
{
	char *name = NULL;

	(void)state;
	assert_int_equal(disk_name_find("/dev/mapper/nosuchdisk", &name), -ENOENT);
	assert_int_equal(disk_name_find("/dev/null", &name), -ENOTBLK);
	assert_int_equal(disk_name_find("/", &name), -ENOTBLK);
	assert_int_equal(disk_name_find("/dev/null/sda", &name), -ENOTDIR);
	assert_null(name);
}

/* Each device of the machine, found by its number. */
static void test_numbers(void **state)
{
	DIR *dir = opendir("/sys/dev/block");
	struct dirent *entry;

	(void)state;
	while (dir && (entry = readdir(dir))) {
		char path[300], link[512], *end, *name = NULL;
		unsigned number = (unsigned)strtoul(entry->d_name, &end, 10), second;
		ssize_t len;

		if (*end != ':')
			continue;
		(void)snprintf(path, sizeof(path), "/sys/dev/block/%s", entry->d_name);
		len = readlink(path, link, sizeof(link) - 1);
		assert_true(len > 0);
		link[len] = '\0';
		second = (unsigned)strtoul(end + 1, NULL, 10);
		assert_int_equal(disk_name_of_device(makedev(number, second), &name), 0);
		assert_string_equal(name, strrchr(link, '/') + 1);
		free(name);
	}
	if (dir)
		(void)closedir(dir);
}

static void test_unknown_number(void **state)
{
	char *name = NULL;

	(void)state;
	assert_int_equal(disk_name_of_device(makedev(4000, 1), &name), -ENOENT);
	assert_null(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_paths_that_are_no_disks),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_unknown_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
