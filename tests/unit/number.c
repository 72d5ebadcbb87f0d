// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/number.c.

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../common/number.h"

static void test_numbers(void **state)
{
	(void)state;
	assert_int_equal(number_parse("0", 0), 0);
	assert_int_equal(number_parse("007", 7), 7);
	assert_int_equal(number_parse("86400", 86400), 86400);
	assert_true(number_parse("9223372036854775807", INT64_MAX) == INT64_MAX);
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = { "", "-1", "+1", " 1", "1 ", "1x", "0x1", "1.0" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (number_parse(texts[i], 100) != -EINVAL)
			fail_msg("\"%s\" was taken", texts[i]);
	assert_int_equal(number_parse("1", 0), -EINVAL);
	assert_int_equal(number_parse("8", 7), -EINVAL);
	assert_int_equal(number_parse("86401", 86400), -EINVAL);
	assert_int_equal(number_parse("9223372036854775808", INT64_MAX), -EINVAL);
	assert_int_equal(number_parse("99999999999999999999999999", INT64_MAX), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
