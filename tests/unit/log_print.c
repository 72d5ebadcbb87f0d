// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/logs/log_print.c: what a terminal is spared, and how lines look.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/logs/log_print.h"

static void assert_shown(const char *text, const char *expected)
{
	char *shown = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&shown, &len);

	assert_non_null(out);
	log_print_text(text, strlen(text), out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(shown, expected);
	free(shown);
}

static void test_text_is_shown_as_it_is(void **state)
{
	(void)state;
	assert_shown("", "");
	assert_shown("plain \"text\" \\n", "plain \"text\" \\n");
	assert_shown("gr\xc3\xbcn \xe2\x82\xac \xf0\x9f\x90\xb3",
		     "gr\xc3\xbcn \xe2\x82\xac \xf0\x9f\x90\xb3");
	assert_shown("a\tb\r", "a b");
}

static void test_what_a_terminal_would_obey_is_not(void **state)
{
	(void)state;
	assert_shown("\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07");
	assert_shown("a\rb", "a\\x0db");
	assert_shown("\x7f\x08", "\\x7f\\x08");
	assert_shown("\xc2\x9b"
		     "31m",
		     "\\xc2\\x9b31m");
	assert_shown("x\xe2\x80\xaegpj", "x\\xe2\\x80\\xaegpj");
	assert_shown("x\xe2\x81\xa6y", "x\\xe2\\x81\\xa6y");
}

static void test_what_is_no_text(void **state)
{
	(void)state;
	assert_shown("\xff\xfe", "\\xff\\xfe");
	assert_shown("cut \xe2\x82", "cut \\xe2\\x82");
	assert_shown("\xc0\xaf", "\\xc0\\xaf");
	assert_shown("\xed\xa0\x80", "\\xed\\xa0\\x80");
}

static void assert_line(const struct log_style *style, const char *text, const char *expected)
{
	struct log_line line = { .time_us = 123000, .text = text, .len = strlen(text) };
	char *shown = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&shown, &len);

	assert_non_null(out);
	log_print(style, "web", &line, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(shown, expected);
	free(shown);
}

static void test_lines(void **state)
{
	struct log_style style = { 0 };

	(void)state;
	assert_line(&style, "a\x1b", "1970-01-01T00:00:00.123Z a\x1b\n");
	style.harmless = true;
	assert_line(&style, "a\x1b", "1970-01-01T00:00:00.123Z a\\x1b\n");
	style.unit_width = 6;
	assert_line(&style, "a", "1970-01-01T00:00:00.123Z web:    a\n");
	style.unit_width = 2; /* it came later, with a longer name */
	assert_line(&style, "a", "1970-01-01T00:00:00.123Z web: a\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_shown_as_it_is),
		cmocka_unit_test(test_what_a_terminal_would_obey_is_not),
		cmocka_unit_test(test_what_is_no_text),
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
