// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/slot/failure_file.c: any text becomes one line.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../init/slot/failure_file.h"

static void assert_line(const char *text, const char *wanted)
{
	char copy[64] = { 0 };

	strncpy(copy, text, sizeof(copy) - 1);
	assert_string_equal(one_line(copy), wanted);
}

static void test_one_line(void **state)
{
	(void)state;
	assert_line("service web: crashed\n", "service web: crashed");
	assert_line("first\nsecond\n", "first");
	assert_line("a\tb\x1b[31mc\x7f", "a b [31mc");
	assert_line("blank at the end \r\n", "blank at the end");
	assert_line("\n", "");
	assert_line("", "");
	/* letters of other languages stay */
	assert_line("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
