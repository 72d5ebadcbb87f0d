// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/io.c, in a directory of their own.

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

#include "../../common/io.h"

static char dir[] = "/tmp/berth-unit-io.XXXXXX";

static int enter(void **state)
{
	(void)state;
	return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	return chdir("/") == 0 && rmdir(dir) == 0 ? 0 : -1;
}

static void test_write_and_read(void **state)
{
	struct stat st;
	char *data;
	size_t len;

	(void)state;
	assert_int_equal(write_file("f", "hello\0there", 11, 0600), 0);
	assert_int_equal(stat("f", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(read_file("f", 11, &data, &len), 0);
	assert_int_equal(len, 11);
	assert_memory_equal(data, "hello\0there", 12);
	free(data);
	assert_int_equal(read_file("f", 10, &data, &len), -EFBIG);
	assert_int_equal(write_file("f", "new", 3, 0644), 0);
	assert_int_equal(read_file("f", 100, &data, NULL), 0);
	assert_string_equal(data, "new");
	free(data);
	assert_int_equal(unlink("f"), 0);
}

static void test_read_bounds(void **state)
{
	static char big[100000];
	char *data;
	size_t len;

	(void)state;
	memset(big, 'x', sizeof(big));
	for (size_t size = 4090; size < 4100; size++) {
		assert_int_equal(write_file("f", big, size, 0600), 0);
		assert_int_equal(read_file("f", size, &data, &len), 0);
		assert_int_equal(len, size);
		assert_int_equal(data[size], 0);
		free(data);
		assert_int_equal(read_file("f", size - 1, &data, &len), -EFBIG);
	}
	assert_int_equal(write_file("f", big, sizeof(big), 0600), 0);
	assert_int_equal(read_file("f", 1 << 20, &data, &len), 0);
	assert_int_equal(len, sizeof(big));
	free(data);
	assert_int_equal(write_file("f", "", 0, 0600), 0);
	assert_int_equal(read_file("f", 0, &data, &len), 0);
	assert_int_equal(len, 0);
	assert_string_equal(data, "");
	free(data);
	assert_int_equal(unlink("f"), 0);
}

static void test_missing(void **state)
{
	char *data;

	(void)state;
	assert_int_equal(read_file("no", 10, &data, NULL), -ENOENT);
	assert_int_equal(write_file("no/f", "x", 1, 0600), -ENOENT);
	assert_int_equal(write_value("no", "1"), -ENOENT);
	assert_int_equal(read_file("/proc/self", 10, &data, NULL), -EISDIR);
}

/* A replacement that fails leaves the old file, and nothing else. */
static void test_failed_replacement(void **state)
{
	(void)state;
	assert_int_equal(mkdir("d", 0700), 0);
	assert_int_equal(mkdir("d/in the way", 0700), 0);
	assert_int_equal(write_file("d", "x", 1, 0600), -EISDIR);
	assert_int_equal(rmdir("d/in the way"), 0);
	assert_int_equal(rmdir("d"), 0);
	/* leave() fails if a temporary file is left */
}

static void test_make_dirs(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(make_dirs("a/b//c", 0755), 0);
	assert_int_equal(make_dirs("a/b/c", 0700), 0);
	assert_int_equal(make_dirs("a/b/c/", 0700), 0);
	assert_int_equal(stat("a/b/c", &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(write_file("a/file", "", 0, 0600), 0);
	assert_int_equal(make_dirs("a/file/x", 0700), -ENOTDIR);
	assert_int_equal(make_dirs("a/file", 0700), -ENOTDIR);
	assert_int_equal(make_dirs("/", 0700), 0);
	assert_int_equal(unlink("a/file"), 0);
	assert_int_equal(rmdir("a/b/c"), 0);
	assert_int_equal(rmdir("a/b"), 0);
	assert_int_equal(rmdir("a"), 0);
}

static void test_offsets(void **state)
{
	char data[4] = "";
	int fd = open("f", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(pwrite_all(fd, "abcd", 4, 2), 0);
	assert_int_equal(pread_all(fd, data, 4, 2), 0);
	assert_memory_equal(data, "abcd", 4);
	assert_int_equal(pread_all(fd, data, 4, 3), -EIO);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink("f"), 0);
}

static void test_read_through(void **state)
{
	int fd = open("f", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	char byte;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 200000), 0);
	assert_int_equal(read_through(fd), 0);
	assert_int_equal(read(fd, &byte, 1), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink("f"), 0);
	fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(read_through(fd), -EISDIR);
	assert_int_equal(close(fd), 0);
}

static void test_lock(void **state)
{
	int fd = lock_file("lock", true);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(lock_file("lock", false), -EWOULDBLOCK);
	assert_int_equal(close(fd), 0);
	fd = lock_file("lock", false);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink("lock"), 0);
	assert_int_equal(lock_file("missing/lock", true), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_and_read), cmocka_unit_test(test_read_bounds),
		cmocka_unit_test(test_missing),	       cmocka_unit_test(test_failed_replacement),
		cmocka_unit_test(test_make_dirs),      cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_read_through),   cmocka_unit_test(test_lock),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
