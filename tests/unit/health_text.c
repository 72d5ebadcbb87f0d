// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/health/health_text.c: reading what programs print.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "../../berth/health/health_text.h"

static void assert_last(const char *text, const char *wanted)
{
	char *line = text_last_line(text);

	assert_string_equal(line, wanted);
	free(line);
}

static void test_last_line(void **state)
{
	(void)state;
	assert_last("first\nsecond\n", "second");
	assert_last("only", "only");
	assert_last("no answer\n\n \t\n", "no answer");
	assert_last("  port 80\tis\x1b[1m closed \r\n", "port 80 is [1m closed");
	assert_last("", "");
	assert_last("\n\n", "");
}

static void test_has_line(void **state)
{
	(void)state;
	assert_true(text_has_line("healthy\n", "healthy"));
	assert_true(text_has_line("healthy", "healthy"));
	assert_true(text_has_line("a warning\nhealthy\n", "healthy"));
	assert_false(text_has_line("unhealthy\n", "healthy"));
	assert_false(text_has_line("healthy \n", "healthy"));
	assert_false(text_has_line("health\nhealthyx", "healthy"));
	assert_false(text_has_line("", "healthy"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_last_line),
		cmocka_unit_test(test_has_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
