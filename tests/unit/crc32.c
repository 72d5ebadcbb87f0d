// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/crc32.c: known values.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../common/crc32.h"

static void test_known_values(void **state)
{
	(void)state;
	assert_int_equal(crc32("", 0), 0);
	assert_int_equal(crc32("123456789", 9), 0xCBF43926);
	assert_int_equal(crc32("\0\0\0\0", 4), 0x2144DF1C);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_known_values) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
