// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/logger/log_file.c: a log that is begun anew, moved away, removed, or somebody's
// trap.

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
#include "../../init/logger/log_file.h"

static char path[] = "log";

static int in_new_folder(void **state)
{
	char folder[] = "/tmp/log_file.XXXXXX";

	*state = strdup(mkdtemp(folder));
	return *state ? chdir(*state) : -1;
}

static int remove_folder(void **state)
{
	(void)unlink("log");
	(void)unlink("log.1");
	(void)unlink("other");
	(void)rmdir("log");
	(void)chdir("/");
	(void)rmdir(*state);
	free(*state);
	return 0;
}

static struct log_file open_with(int64_t limit)
{
	return (struct log_file){ .path = path, .limit = limit, .fd = -1 };
}

static void put(struct log_file *file, const char *text, bool at_line)
{
	assert_int_equal(log_file_write(file, text, strlen(text), at_line), 0);
}

static void expect(const char *name, const char *text)
{
	char *content = NULL;

	assert_int_equal(read_file(name, 1000, &content, NULL), 0);
	assert_string_equal(content, text);
	free(content);
}

static void test_it_is_begun_anew_at_a_line(void **state)
{
	struct log_file file = open_with(10);
	struct stat st;

	(void)state;
	put(&file, "one\n", true);
	put(&file, "two and", true);
	put(&file, " more of it\n", false);
	expect("log.1", "one\n");
	expect("log", "two and more of it\n");
	put(&file, "three\n", true);
	expect("log.1", "two and more of it\n");
	expect("log", "three\n");
	put(&file, "a line that is longer than all\n", true);
	expect("log.1", "three\n");
	expect("log", "a line that is longer than all\n");
	assert_int_equal(stat("log", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	log_file_close(&file);
}

static void test_what_is_there_is_kept(void **state)
{
	struct log_file file = open_with(10);

	(void)state;
	assert_int_equal(write_file("log", "old\n", 4, 0600), 0);
	put(&file, "new\n", true);
	expect("log", "old\nnew\n");
	put(&file, "newer\n", true);
	expect("log.1", "old\nnew\n");
	log_file_close(&file);
}

static void test_one_that_is_moved_away_or_removed_is_made_anew(void **state)
{
	struct log_file file = open_with(100);

	(void)state;
	put(&file, "one\n", true);
	assert_int_equal(rename("log", "other"), 0);
	put(&file, "two\n", true);
	expect("other", "one\n");
	expect("log", "two\n");
	assert_int_equal(unlink("log"), 0);
	put(&file, "three\n", true);
	expect("log", "three\n");
	log_file_close(&file);
}

static void test_no_other_file_is_written_to(void **state)
{
	struct log_file file = open_with(100);

	(void)state;
	assert_int_equal(write_file("other", "mine\n", 5, 0600), 0);
	assert_int_equal(symlink("other", "log"), 0);
	assert_int_equal(log_file_write(&file, "x\n", 2, true), -ELOOP);
	assert_int_equal(unlink("log"), 0);
	assert_int_equal(mkdir("log", 0700), 0);
	assert_int_equal(log_file_write(&file, "x\n", 2, true), -EISDIR);
	assert_int_equal(rmdir("log"), 0);
	assert_int_equal(mkfifo("log", 0600), 0);
	assert_true(log_file_write(&file, "x\n", 2, true) < 0); /* and does not wait for a reader */
	expect("other", "mine\n");
	assert_int_equal(file.lost, 6);
	assert_int_equal(unlink("log"), 0);
	put(&file, "y\n", true);
	expect("log", "y\n");
	log_file_close(&file);
}

static void test_emptied_by_somebody_it_is_not_begun_anew_early(void **state)
{
	struct log_file file = open_with(10);

	(void)state;
	put(&file, "one two\n", true);
	assert_int_equal(truncate("log", 0), 0);
	put(&file, "three\n", true);
	expect("log", "three\n");
	assert_int_equal(access("log.1", F_OK), -1);
	log_file_close(&file);
}

static void test_one_line_without_an_end_is_cut(void **state)
{
	struct log_file file = open_with(10);
	static char text[50000];
	struct stat st;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	for (int i = 0; i < 10; i++)
		put(&file, text, i == 0);
	assert_int_equal(stat("log", &st), 0);
	assert_in_range(st.st_size, 1, 10 + 64 * 1024);
	assert_int_equal(stat("log.1", &st), 0);
	assert_in_range(st.st_size, 1, 10 + 64 * 1024);
	log_file_close(&file);
}

static void test_readers_of_the_old_one_can_read_the_new_one(void **state)
{
	struct log_file file = open_with(10);
	struct stat st;

	(void)state;
	put(&file, "one two\n", true);
	assert_int_equal(chmod("log", 0644), 0);
	put(&file, "three\n", true);
	assert_int_equal(stat("log", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	log_file_close(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_it_is_begun_anew_at_a_line, in_new_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_what_is_there_is_kept, in_new_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_one_that_is_moved_away_or_removed_is_made_anew,
						in_new_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_emptied_by_somebody_it_is_not_begun_anew_early,
						in_new_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_one_line_without_an_end_is_cut, in_new_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_readers_of_the_old_one_can_read_the_new_one,
						in_new_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_no_other_file_is_written_to, in_new_folder,
						remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
