// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/yaml/text_check.c: UTF-8 by the book, control characters, and where the fault
// is.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../berth/yaml/text_check.h"

static void test_good_text(void **state)
{
	static const char *const good[] = {
		"", "a\tb\r\nc\n", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x9a\xa2", "\xc2\x85",
	};
	struct text_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(text_check(good[i], strlen(good[i]), &fault), 0);
}

static void test_bad_text(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		unsigned int line, column;
		size_t line_start;
	} cases[] = {
		{ "\x80", 1, 1, 1, 0 }, /* continuation without head */
		{ "a\nb\xc3", 4, 2, 2, 2 }, /* cut at the end */
		{ "\xc0\xaf", 2, 1, 1, 0 }, /* overlong */
		{ "\xe0\x80\xaf", 3, 1, 1, 0 }, /* overlong */
		{ "\xed\xa0\x80", 3, 1, 1, 0 }, /* surrogate */
		{ "\xf4\x90\x80\x80", 4, 1, 1, 0 }, /* above U+10FFFF */
		{ "\xff\xfe\x61\x00", 4, 1, 1, 0 }, /* UTF-16 */
		{ "a\r\nb\rc\0d", 7, 3, 2, 5 }, /* NUL; CRLF is one line end */
		{ "\xc3\xa4\x1b[0m", 6, 1, 2, 0 }, /* escape; column counts characters */
		{ "ab\x7f", 3, 1, 3, 0 },
		{ "\xc2\x9b", 2, 1, 1, 0 }, /* C1 control: CSI */
	};
	struct text_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(text_check(cases[i].text, cases[i].len, &fault), -EILSEQ);
		assert_int_equal(fault.line, cases[i].line);
		assert_int_equal(fault.column, cases[i].column);
		assert_int_equal(fault.line_start, cases[i].line_start);
		assert_non_null(fault.why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_text),
		cmocka_unit_test(test_bad_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
