// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/watchdog.c: when there is to be one, and how often it is spoken to.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../common/watchdog.h"

static void test_wanted(void **state)
{
	(void)state;
	assert_true(watchdog_wanted(""));
	assert_true(watchdog_wanted("quiet panic=10 berth.root=x"));
	assert_false(watchdog_wanted("panic=0"));
	assert_true(watchdog_wanted("panic=0 panic=10"));
	assert_false(watchdog_wanted("quiet berth.rescue panic=10"));
	assert_false(watchdog_wanted("berth.rescue=1"));
	assert_true(watchdog_wanted("berth.rescued -- berth.rescue"));
}

static void test_how_often(void **state)
{
	struct watchdog dogs[WATCHDOG_MAX] = { { .fd = -1, .timeout_s = 1 },
					       { .fd = 3, .timeout_s = 60 },
					       { .fd = 4, .timeout_s = 0 },
					       { .fd = -1 } };

	(void)state;
	assert_int_equal(watchdog_ping_ms(dogs), WATCHDOG_PING_MS);
	dogs[3] = (struct watchdog){ .fd = 5, .timeout_s = 15 };
	assert_int_equal(watchdog_ping_ms(dogs), 3750);
	dogs[0].fd = 6;
	assert_int_equal(watchdog_ping_ms(dogs), 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wanted),
		cmocka_unit_test(test_how_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
