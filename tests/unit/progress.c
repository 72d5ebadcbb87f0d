// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/verify/progress.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/verify/progress.h"

static void test_line(void **state)
{
	char line[PROGRESS_LINE_MAX];

	(void)state;
	assert_string_equal(
		progress_line("root image", 0, line),
		"root image               [                                        ]   0 %");
	assert_string_equal(
		progress_line("root image", 50, line),
		"root image               [####################                    ]  50 %");
	assert_string_equal(
		progress_line("a name that is far too long for it", 100, line),
		"a name that is far too l [########################################] 100 %");
}

static void test_shown_once_per_percent(void **state)
{
	char *text = NULL, *at;
	size_t size = 0, count = 0;
	FILE *out = open_memstream(&text, &size);
	struct progress progress = { .what = "x", .out = out, .shown = -1 };

	(void)state;
	assert_non_null(out);
	for (uint64_t done = 1; done <= 100000; done++)
		progress_show(&progress, done, 100000);
	progress_end(&progress);
	assert_int_equal(fclose(out), 0);
	for (at = text; (at = strchr(at, '%')); at++)
		count++;
	assert_in_range(count, 99, 101);
	assert_non_null(strstr(text, "100 %\r\033[K"));
	free(text);
}

/* Not a terminal: a log would be full of it. */
static void test_nothing_in_files(void **state)
{
	FILE *out = tmpfile();
	struct progress progress;

	(void)state;
	assert_non_null(out);
	progress_begin(&progress, "x", out);
	progress_show(&progress, 5, 10);
	progress_end(&progress);
	assert_int_equal(fflush(out), 0);
	assert_int_equal(ftell(out), 0);
	(void)fclose(out);
}

static void test_nothing_to_do(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct progress progress = { .what = "x", .out = out, .shown = -1 };

	(void)state;
	assert_non_null(out);
	progress_show(&progress, 0, 0);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text, "100 %"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_shown_once_per_percent),
		cmocka_unit_test(test_nothing_in_files),
		cmocka_unit_test(test_nothing_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
