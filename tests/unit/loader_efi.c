// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/loader_efi.c, in a folder: both copies are replaced, the second one only
// after the first.

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
#include <sys/stat.h>
#include <unistd.h>

#include "../../berth/install/loader_efi.h"
#include "../../common/io.h"
#include "../../common/run.h"

#define ENTRY "EFI/berth/grubx64.efi"
#define REMOVABLE "EFI/BOOT/BOOTX64.EFI"
#define NEW_ENTRY "EFI/berth/NEW.EFI"
#define NEW_REMOVABLE "EFI/BOOT/NEW.EFI"
#define OLD_LOADER "the old one"
#define NEW_LOADER "the new one, longer"

struct esp {
	char dir[32];
	int root;
};

static void put(const struct esp *esp, const char *name, const char *content)
{
	int fd = openat(esp->root, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, content, strlen(content)), 0);
	(void)close(fd);
}

static void prepare(struct esp *esp)
{
	(void)strcpy(esp->dir, "/tmp/berth-unit-esp.XXXXXX");
	assert_non_null(mkdtemp(esp->dir));
	esp->root = open(esp->dir, O_RDONLY | O_DIRECTORY);
	assert_true(esp->root >= 0);
	assert_int_equal(mkdirat(esp->root, "EFI", 0755), 0);
	assert_int_equal(mkdirat(esp->root, "EFI/berth", 0755), 0);
	assert_int_equal(mkdirat(esp->root, "EFI/BOOT", 0755), 0);
	put(esp, ENTRY, OLD_LOADER);
	put(esp, REMOVABLE, OLD_LOADER);
}

static void finish(struct esp *esp)
{
	const char *const argv[] = { "rm", "-r", esp->dir, NULL };
	int status = 1;

	(void)close(esp->root);
	assert_int_equal(run(argv, NULL, &status, NULL), 0);
	assert_int_equal(status, 0);
}

static void holds(const struct esp *esp, const char *name, const char *content)
{
	int fd = openat(esp->root, name, O_RDONLY);
	char *found = NULL;

	if (!content) {
		assert_int_equal(fd, -1);
		return;
	}
	assert_true(fd >= 0);
	assert_int_equal(read_fd(fd, 4096, &found, NULL), 0);
	assert_string_equal(found, content);
	free(found);
	(void)close(fd);
}

static ino_t number_of(const struct esp *esp, const char *name)
{
	struct stat st;

	assert_int_equal(fstatat(esp->root, name, &st, 0), 0);
	return st.st_ino;
}

static int refresh(const struct esp *esp, bool *changed)
{
	return loader_efi_refresh(esp->root, NEW_LOADER, strlen(NEW_LOADER), changed);
}

static void check_new(const struct esp *esp)
{
	holds(esp, ENTRY, NEW_LOADER);
	holds(esp, REMOVABLE, NEW_LOADER);
	holds(esp, NEW_ENTRY, NULL);
	holds(esp, NEW_REMOVABLE, NULL);
}

static void test_both_are_replaced(void **state)
{
	struct esp esp;
	bool changed = false;
	ino_t before;

	(void)state;
	prepare(&esp);
	assert_int_equal(refresh(&esp, &changed), 0);
	assert_true(changed);
	check_new(&esp);
	before = number_of(&esp, ENTRY);
	assert_int_equal(refresh(&esp, &changed), 0);
	assert_false(changed);
	assert_int_equal(number_of(&esp, ENTRY), before);
	finish(&esp);
}

/* What a power cut can leave: one copy new, the other old, and a piece of a new file. */
static void test_after_a_cut(void **state)
{
	struct esp esp;
	bool changed = false;

	(void)state;
	prepare(&esp);
	put(&esp, ENTRY, NEW_LOADER);
	put(&esp, NEW_ENTRY, "the n");
	put(&esp, NEW_REMOVABLE, "the new one, longer than it is");
	assert_int_equal(refresh(&esp, &changed), 0);
	assert_true(changed);
	holds(&esp, ENTRY, NEW_LOADER);
	holds(&esp, REMOVABLE, NEW_LOADER);
	holds(&esp, NEW_REMOVABLE, NULL);
	finish(&esp);
}

static void test_a_copy_that_is_gone_comes_back(void **state)
{
	struct esp esp;
	bool changed = false;

	(void)state;
	prepare(&esp);
	assert_int_equal(unlinkat(esp.root, ENTRY, 0), 0);
	assert_int_equal(refresh(&esp, &changed), 0);
	assert_true(changed);
	check_new(&esp);
	finish(&esp);
}

/* The first cannot be replaced: the second has to stay as it is, or none might be whole. */
static void test_second_waits_for_the_first(void **state)
{
	struct esp esp;
	bool changed = true;

	(void)state;
	prepare(&esp);
	assert_int_equal(mkdirat(esp.root, NEW_ENTRY, 0755), 0);
	assert_int_equal(refresh(&esp, &changed), -EISDIR);
	assert_false(changed);
	holds(&esp, ENTRY, OLD_LOADER);
	holds(&esp, REMOVABLE, OLD_LOADER);
	finish(&esp);
}

static void test_no_such_partition(void **state)
{
	struct esp esp;
	bool changed = true;

	(void)state;
	prepare(&esp);
	assert_int_equal(renameat(esp.root, "EFI/berth", esp.root, "EFI/other"), 0);
	assert_int_equal(refresh(&esp, &changed), -ENOENT);
	assert_false(changed);
	holds(&esp, REMOVABLE, OLD_LOADER);
	finish(&esp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_are_replaced),
		cmocka_unit_test(test_after_a_cut),
		cmocka_unit_test(test_a_copy_that_is_gone_comes_back),
		cmocka_unit_test(test_second_waits_for_the_first),
		cmocka_unit_test(test_no_such_partition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
