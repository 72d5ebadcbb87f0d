// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/logger/stamp.c: each line has its time, however it came.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../init/logger/stamp.h"

static void test_time(void **state)
{
	char stamp[STAMP_LEN];

	(void)state;
	stamp_write(0, 7, stamp);
	assert_memory_equal(stamp, "1970-01-01T00:00:00.007Z ", STAMP_LEN);
	stamp_write(1795810654, 123, stamp);
	assert_memory_equal(stamp, "2026-11-27T20:17:34.123Z ", STAMP_LEN);
	stamp_write(INT64_C(253402300800), 0, stamp); /* the year 10000 */
	assert_memory_equal(stamp, "0000-01-01T00:00:00.000Z ", STAMP_LEN);
	stamp_write(INT64_MAX, 999, stamp); /* no time at all: only the length counts */
}

/* The text in pieces of @size bytes; "@" stands for the stamp. */
static const char *stamped(const char *text, size_t size)
{
	static char result[4096];
	char stamp[STAMP_LEN + 1] = "@@@@@@@@@@@@@@@@@@@@@@@@@";
	size_t len = strlen(text), written = 0, kept = 0;
	bool in_line = false;

	for (size_t at = 0; at < len; at += size) {
		size_t piece = len - at < size ? len - at : size;

		written += stamp_lines(&in_line, text + at, piece, stamp, result + written);
	}
	for (size_t i = 0; i < written; i++)
		if (result[i] != '@' || i == 0 || result[i - 1] != '@' || kept == 0)
			result[kept++] = result[i];
	result[kept] = '\0';
	/* a stamp is 25 marks: one of them is left of each */
	return result;
}

static void test_lines(void **state)
{
	(void)state;
	for (size_t size = 1; size < 20; size++) {
		assert_string_equal(stamped("one\ntwo\n", size), "@one\n@two\n");
		assert_string_equal(stamped("one\n\n\ntwo", size), "@one\n@\n@\n@two");
		assert_string_equal(stamped("\n", size), "@\n");
		assert_string_equal(stamped("no end", size), "@no end");
		assert_string_equal(stamped("", size), "");
	}
}

static void test_room_is_what_was_promised(void **state)
{
	size_t len = 300;
	char *text = malloc(len);
	char *out = malloc(len * (1 + STAMP_LEN));
	char stamp[STAMP_LEN];
	bool in_line = false;

	(void)state;
	assert_non_null(text);
	assert_non_null(out);
	memset(text, '\n', len);
	stamp_write(1, 1, stamp);
	assert_int_equal(stamp_lines(&in_line, text, len, stamp, out), len * (1 + STAMP_LEN));
	free(text);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_room_is_what_was_promised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
