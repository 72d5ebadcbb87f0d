// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/health/health_time.c: what is left for a step.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/health/health.h"

static void test_limit(void **state)
{
	int64_t hours = (int64_t)100 * 3600 * 1000;

	(void)state;
	assert_int_equal(health_limit(10000, 1000, 5000), 5000);
	assert_int_equal(health_limit(10000, 6000, 5000), 4000);
	assert_int_equal(health_limit(10000, 9999, 5000), 1);
	assert_int_equal(health_limit(10000, 10000, 5000), 0);
	assert_int_equal(health_limit(10000, 20000, 5000), 0);
	/* more than an int holds */
	assert_int_equal(health_limit(hours * hours, 0, 60000), 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
