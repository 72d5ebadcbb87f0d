// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/slot/slot_keeper.c: the time limit of a trial boot.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/slot/slot_keeper.h"

static void test_limit(void **state)
{
	(void)state;
	assert_int_equal(boot_limit_parse("1"), 1);
	assert_int_equal(boot_limit_parse("600"), 600);
	assert_int_equal(boot_limit_parse("86400"), 86400);
	/* without a usable value there is a limit all the same */
	assert_int_equal(boot_limit_parse(NULL), BOOT_LIMIT_S);
	assert_int_equal(boot_limit_parse(""), BOOT_LIMIT_S);
	assert_int_equal(boot_limit_parse("0"), BOOT_LIMIT_S);
	assert_int_equal(boot_limit_parse("86401"), BOOT_LIMIT_S);
	assert_int_equal(boot_limit_parse("-5"), BOOT_LIMIT_S);
	assert_int_equal(boot_limit_parse("60s"), BOOT_LIMIT_S);
	assert_int_equal(boot_limit_parse("99999999999999999999"), BOOT_LIMIT_S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
