// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/logs/file_source.c with log_segments.c and log_tail.c: the last lines of a log
// that has earlier files, and one that is followed while it is begun anew.

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
#include <time.h>
#include <unistd.h>

#include "../../berth/logs/file_source.h"
#include "../../berth/logs/log_tail.h"

static char folder[] = "/tmp/file_source.XXXXXX";
static char path[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/log", folder);
	return chdir(folder);
}

static int remove_folder(void **state)
{
	(void)state;
	(void)chdir("/");
	return rmdir(folder);
}

static int remove_files(void **state)
{
	static const char *const names[] = { "log", "log.1", "log.2", "log.10", "away" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(names[i]);
	return 0;
}

/* @age_s: how long ago it was written */
static void put(const char *name, const char *text, int age_s)
{
	struct timespec times[2] = { 0 };
	int fd = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	(void)clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= age_s;
	times[1] = times[0];
	assert_int_equal(futimens(fd, times), 0);
	assert_int_equal(close(fd), 0);
}

static struct log_source *open_log(int64_t lines)
{
	struct log_source *source = NULL;

	assert_int_equal(file_source_open("log", path, false, lines, &source), 0);
	return source;
}

/* What comes up to now, with '|' for each line end. */
static const char *lines_of(struct log_source *source)
{
	static char result[4096];
	struct log_line line;
	size_t len = 0;

	while (source->next(source, &line) > 0 && len + line.len + 2 < sizeof(result)) {
		memcpy(result + len, line.text, line.len);
		len += line.len;
		result[len++] = '|';
	}
	result[len] = '\0';
	return result;
}

static void done(struct log_source *source)
{
	free(source->unit);
	source->release(source);
}

static void assert_last(int64_t lines, const char *expected)
{
	struct log_source *source = open_log(lines);

	assert_string_equal(lines_of(source), expected);
	assert_int_equal(source->rewind(source), 0);
	assert_string_equal(lines_of(source), expected);
	done(source);
}

static void test_last_lines_of_all_its_files(void **state)
{
	(void)state;
	put("log.10", "a\nb\n", 30);
	put("log.2", "c\n", 20);
	put("log.1", "d\ne\n", 10);
	put("log", "f\ng", 0);
	assert_last(FILE_SOURCE_ALL, "a|b|c|d|e|f|g|");
	assert_last(0, "");
	assert_last(1, "g|");
	assert_last(2, "f|g|");
	assert_last(3, "e|f|g|");
	assert_last(5, "c|d|e|f|g|");
	assert_last(99, "a|b|c|d|e|f|g|");
}

static void test_a_log_that_is_not_there(void **state)
{
	struct log_source *source = open_log(FILE_SOURCE_ALL);

	(void)state;
	assert_string_equal(lines_of(source), "");
	source->go_on(source);
	put("log", "one\n", 0);
	assert_string_equal(lines_of(source), "one|");
	put("log", "two\n", 0);
	assert_string_equal(lines_of(source), "two|");
	done(source);
}

static void test_what_is_no_log_is_not_opened(void **state)
{
	struct log_source *source = NULL;

	(void)state;
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(file_source_open("log", path, false, 1, &source), -ELOOP);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(file_source_open("log", path, false, 1, &source), -EINVAL);
}

static void test_it_ends_where_it_did_when_it_was_opened(void **state)
{
	struct log_source *source;

	(void)state;
	put("log", "one\n", 0);
	source = open_log(FILE_SOURCE_ALL);
	put("log", "two\n", 0);
	assert_string_equal(lines_of(source), "one|");
	done(source);
}

static void test_followed_while_it_is_begun_anew(void **state)
{
	struct log_source *source;

	(void)state;
	put("log", "one\n", 20);
	source = open_log(FILE_SOURCE_ALL);
	source->go_on(source);
	assert_string_equal(lines_of(source), "one|");
	put("log", "half", 10);
	assert_string_equal(lines_of(source), "");
	put("log", " two\n", 10);
	assert_int_equal(rename("log", "log.1"), 0);
	put("log.1", "late\n", 10); /* by who has it open still */
	put("log", "three\n", 0);
	assert_string_equal(lines_of(source), "half two|late|three|");
	assert_int_equal(truncate("log", 0), 0);
	assert_string_equal(lines_of(source), "");
	put("log", "four\n", 0);
	assert_string_equal(lines_of(source), "four|");
	done(source);
}

static void test_begun_anew_more_than_once(void **state)
{
	struct log_source *source;

	(void)state;
	put("log", "one\n", 20);
	source = open_log(FILE_SOURCE_ALL);
	source->go_on(source);
	assert_string_equal(lines_of(source), "one|");
	assert_int_equal(rename("log", "log.1"), 0);
	put("log", "two\n", 10);
	assert_int_equal(rename("log", "log.1"), 0);
	put("log", "three\n", 0);
	assert_string_equal(lines_of(source),
			    "berth: lines may be missing here: the log was begun anew more than "
			    "once meanwhile|two|three|");
	done(source);
}

static void test_moved_away_and_its_earlier_file_is_not_shown_again(void **state)
{
	struct log_source *source;

	(void)state;
	put("log.1", "zero\n", 30);
	put("log", "one\n", 20);
	source = open_log(1);
	source->go_on(source);
	assert_string_equal(lines_of(source), "one|");
	assert_int_equal(rename("log", "away"), 0);
	assert_string_equal(lines_of(source), "");
	put("log", "two\n", 0);
	assert_string_equal(lines_of(source), "two|");
	done(source);
}

static void test_where_lines_without_a_time_belong(void **state)
{
	struct log_source *source;

	(void)state;
	put("log", "rest\n2026-11-27T20:17:34.123Z one\n", 1000);
	source = open_log(FILE_SOURCE_ALL);
	assert_true(source->at_us == INT64_C(1795810654123000));
	done(source);
	assert_int_equal(unlink("log"), 0);
	put("log", "none\n", 1000);
	source = open_log(FILE_SOURCE_ALL);
	assert_true(source->at_us / 1000000 - (int64_t)time(NULL) <= -999);
	assert_true(source->at_us / 1000000 - (int64_t)time(NULL) >= -1002);
	done(source);
}

/* Line ends on both sides of where the blocks of the search meet. */
static void test_tail_of_a_large_file(void **state)
{
	int fd = open("log", O_RDWR | O_CREAT, 0600);
	off_t start = -1;

	(void)state;
	assert_true(fd >= 0);
	for (int i = 0; i < 40000; i++)
		assert_true(dprintf(fd, "%06d\n", i) == 7);
	for (int64_t lines = 1; lines <= 40000; lines += 1171) {
		assert_int_equal(log_tail_find(fd, 280000, lines, &start), lines);
		assert_int_equal(start, (40000 - lines) * 7);
	}
	assert_int_equal(log_tail_find(fd, 280000, 40000, &start), 40000);
	assert_int_equal(start, 0);
	assert_int_equal(log_tail_find(fd, 280000, 50000, &start), 40000);
	assert_int_equal(log_tail_find(fd, 0, 5, &start), 0);
	assert_int_equal(log_tail_find(fd, 290000, 5, &start), -EIO);
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_last_lines_of_all_its_files, remove_files),
		cmocka_unit_test_teardown(test_a_log_that_is_not_there, remove_files),
		cmocka_unit_test_teardown(test_what_is_no_log_is_not_opened, remove_files),
		cmocka_unit_test_teardown(test_it_ends_where_it_did_when_it_was_opened,
					  remove_files),
		cmocka_unit_test_teardown(test_followed_while_it_is_begun_anew, remove_files),
		cmocka_unit_test_teardown(test_begun_anew_more_than_once, remove_files),
		cmocka_unit_test_teardown(test_moved_away_and_its_earlier_file_is_not_shown_again,
					  remove_files),
		cmocka_unit_test_teardown(test_where_lines_without_a_time_belong, remove_files),
		cmocka_unit_test_teardown(test_tail_of_a_large_file, remove_files),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
