// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/boot/machine_id.c: the form of machine-id(5).

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../common/machine_id.h"

static void test_form(void **state)
{
	const unsigned char low[MACHINE_ID_BYTES] = { 0 };
	unsigned char high[MACHINE_ID_BYTES];
	char text[MACHINE_ID_LEN + 1];

	(void)state;
	machine_id_format(low, text);
	assert_string_equal(text, "00000000000040008000000000000000\n");
	memset(high, 0xFF, sizeof(high));
	machine_id_format(high, text);
	assert_string_equal(text, "ffffffffffff4fffbfffffffffffffff\n");
	assert_true(machine_id_is_valid(text, strlen(text)));
}

static bool is_valid(const char *text)
{
	return machine_id_is_valid(text, strlen(text));
}

static void test_what_is_none(void **state)
{
	(void)state;
	assert_true(is_valid("0123456789abcdef0123456789abcdef\n"));
	assert_false(is_valid(""));
	assert_false(is_valid("uninitialized\n"));
	assert_false(is_valid("0123456789abcdef0123456789abcdef"));
	assert_false(is_valid("0123456789abcdef0123456789abcde\n"));
	assert_false(is_valid("0123456789abcdef0123456789abcdef0\n"));
	assert_false(is_valid("0123456789ABCDEF0123456789ABCDEF\n"));
	assert_false(is_valid("0123456789abcdef0123456789abcdeg\n"));
	assert_false(is_valid("00000000000000000000000000000000\n"));
	/* as a power cut may leave it */
	assert_false(machine_id_is_valid("0123456789abcdef\0000123456789abcde\n", MACHINE_ID_LEN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
