// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/string_list.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../common/string_list.h"

static void test_list(void **state)
{
	struct string_list list = { 0 };

	(void)state;
	assert_false(string_list_has(&list, "a"));
	assert_int_equal(string_list_add(&list, "abc", 1), 0);
	assert_int_equal(string_list_printf(&list, "%d of %s", 3, "four"), 0);
	assert_int_equal(string_list_add(&list, "", 0), 0);
	assert_int_equal(list.count, 3);
	assert_true(string_list_has(&list, "a"));
	assert_true(string_list_has(&list, "3 of four"));
	assert_true(string_list_has(&list, ""));
	assert_false(string_list_has(&list, "abc"));
	string_list_release(&list);
	assert_int_equal(list.count, 0);
	string_list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_list) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
