// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/text_rows.c: what people read.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/status/text_rows.h"

static void assert_row(const char *label, const char *text, const char *wanted)
{
	char *shown = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&shown, &size);

	assert_non_null(out);
	text_row(out, label, "%s", text);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(shown, wanted);
	free(shown);
}

#define INDENT "              " /* 14 */
#define TEN "123456789 "
#define SIXTY TEN TEN TEN TEN TEN TEN

static void test_rows(void **state)
{
	(void)state;
	assert_row("memory", "a b", "  memory      a b\n");
	assert_row("", "a  b", INDENT "a  b\n");
	assert_row("x", "", "  x           \n");
	/* 14 + 66 = 80 columns fit, 81 do not */
	assert_row("", SIXTY "123456", INDENT SIXTY "123456\n");
	assert_row("", SIXTY "1234567",
		   INDENT "123456789 123456789 123456789 123456789 123456789 "
			  "123456789\n" INDENT "1234567\n");
	assert_row("", SIXTY "1234567 8",
		   INDENT "123456789 123456789 123456789 123456789 123456789 123456789\n" INDENT
			  "1234567 8\n");
}

static void test_a_word_that_is_too_long_stays_whole(void **state)
{
	char word[101], wanted[256];

	(void)state;
	memset(word, 'w', 100);
	word[100] = '\0';
	(void)snprintf(wanted, sizeof(wanted), INDENT "%s\n", word);
	assert_row("", word, wanted);
}

static void test_what_a_terminal_acts_on(void **state)
{
	char text[] = "a\x1b[31m\tb\n\x7f\xc3\xa9~ ";

	(void)state;
	text_printable(text);
	assert_string_equal(text, "a?[31m?b????~ ");
	assert_row("", "a\tb\nc", INDENT "a?b?c\n");
}

static void test_sizes(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = {
		{ 0, "0 B" },
		{ 1023, "1023 B" },
		{ 1024, "1.0 KiB" },
		{ 10239, "9.9 KiB" },
		{ 10240, "10 KiB" },
		{ 1024ULL * 1024 - 1, "1023 KiB" },
		{ 1288699903, "1.1 GiB" },
		{ 1288699904, "1.2 GiB" },
		{ 8589934592, "8.0 GiB" },
		{ UINT64_MAX, "15 EiB" },
	};
	char buffer[TEXT_SIZE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(text_size(cases[i].bytes, buffer), cases[i].text);
}

static void test_durations(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{ 0, "0 s" },
		{ 59, "59 s" },
		{ 60, "1 min" },
		{ 3599, "59 min" },
		{ 3600, "1 h 0 min" },
		{ 86399, "23 h 59 min" },
		{ 86400, "1 d 0 h" },
		{ 1036800, "12 d 0 h" },
		{ 1047600, "12 d 3 h" },
		{ INT64_MAX, "106751991167300 d 15 h" },
	};
	char buffer[TEXT_SIZE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(text_duration(cases[i].seconds, buffer), cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_a_word_that_is_too_long_stays_whole),
		cmocka_unit_test(test_what_a_terminal_acts_on),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
