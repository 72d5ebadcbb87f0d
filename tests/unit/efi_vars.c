// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/efi_vars.c, on a folder with files like those of efivarfs.

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

#include "../../berth/install/efi_vars.h"
#include "../../common/io.h"
#include "../../common/run.h"
#include "../../common/text.h"

#define GLOBAL "8be4df61-93ca-11d2-aa0d-00e098032b8c"

static const struct efi_partition now = { .number = 2, .first = 4096, .sectors = 8, .guid = { 1 } };
static const struct efi_partition before = { .number = 2, .guid = { 2 } };
static const struct efi_partition elsewhere = { .number = 2, .guid = { 3 } };

static char dir[] = "/tmp/berth-unit-efi.XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	(void)strcpy(dir + strlen(dir) - 6, "XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	const char *const argv[] = { "rm", "-r", dir, NULL };
	int status = 1;

	(void)state;
	return run(argv, NULL, &status, NULL) < 0 || status;
}

static char *path_of(const char *name)
{
	char *path = format_text("%s/%s-" GLOBAL, dir, name);

	assert_non_null(path);
	return path;
}

static void put(const char *name, const void *data, size_t len)
{
	char *path = path_of(name);

	assert_int_equal(write_file(path, data, len, 0644), 0);
	free(path);
}

static void put_entry(const char *name, const struct efi_partition *partition)
{
	unsigned char data[4 + EFI_ENTRY_MAX] = { 7 };

	put(name, data, 4 + efi_entry_encode(partition, data + 4));
}

static void check(const char *name, const void *expected, size_t len)
{
	char *path = path_of(name), *data = NULL;
	size_t have = 0;

	assert_int_equal(read_file(path, 65536, &data, &have), 0);
	assert_int_equal(have, len);
	assert_memory_equal(data, expected, len);
	free(data);
	free(path);
}

static void check_entry(const char *name, const struct efi_partition *partition)
{
	unsigned char data[4 + EFI_ENTRY_MAX] = { 7 };

	check(name, data, 4 + efi_entry_encode(partition, data + 4));
}

/* In efivarfs each write is a whole variable; in a file, what was behind it stays. */
static void check_begins(const char *name, const void *expected, size_t len)
{
	char *path = path_of(name), *data = NULL;

	assert_int_equal(read_file(path, 65536, &data, NULL), 0);
	assert_memory_equal(data, expected, len);
	free(data);
	free(path);
}

static bool exists(const char *name)
{
	char *path = path_of(name);
	bool is = access(path, F_OK) == 0;

	free(path);
	return is;
}

static void test_first(void **state)
{
	(void)state;
	assert_int_equal(efi_vars_install(dir, &now, NULL, 0), 0);
	check_entry("Boot0000", &now);
	check("BootOrder", "\7\0\0\0\0\0", 6);
	/* once more: nothing changes */
	assert_int_equal(efi_vars_install(dir, &now, NULL, 0), 0);
	check_entry("Boot0000", &now);
	check("BootOrder", "\7\0\0\0\0\0", 6);
	assert_false(exists("Boot0001"));
}

/* Entries of firmware, of another disk, and two of what was on this disk. */
static void test_among_others(void **state)
{
	(void)state;
	put("Boot0000", "\7\0\0\0\1\0\0\0\0\0F\0\0\0", 14);
	put_entry("Boot0001", &elsewhere);
	put_entry("Boot0002", &before);
	put_entry("Boot001A", &before);
	put_entry("Boot001a", &before); /* not a name of such a variable */
	put_entry("BootNext", &before);
	put("BootOrder", "\7\0\0\0\x1A\0\0\0\2\0\1\0", 12);
	assert_int_equal(efi_vars_install(dir, &now, before.guid, 1), 0);
	check_entry("Boot0002", &now);
	check_entry("Boot0001", &elsewhere);
	check("Boot0000", "\7\0\0\0\1\0\0\0\0\0F\0\0\0", 14);
	assert_false(exists("Boot001A"));
	assert_true(exists("Boot001a"));
	assert_true(exists("BootNext"));
	check_begins("BootOrder", "\7\0\0\0\2\0\0\0\1\0", 10);
}

static void test_failures(void **state)
{
	(void)state;
	assert_int_equal(efi_vars_install("/nonexistent", &now, NULL, 0), -ENOENT);
	put("BootOrder", dir, 1);
	assert_int_equal(efi_vars_install(dir, &now, NULL, 0), 0);
	check("BootOrder", "\7\0\0\0\0\0", 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_first, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_among_others, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_failures, make_dir, remove_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
