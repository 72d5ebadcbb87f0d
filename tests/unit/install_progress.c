// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/install_progress.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/install/install_progress.h"

static void test_percent(void **state)
{
	(void)state;
	assert_int_equal(install_progress_percent(0, 0), 0);
	assert_int_equal(install_progress_percent(0, 7), 0);
	assert_int_equal(install_progress_percent(999, 1000), 99);
	assert_int_equal(install_progress_percent(1000, 1000), 100);
	assert_int_equal(install_progress_percent(3ULL << 40, 4ULL << 40), 75);
}

static void test_bar(void **state)
{
	char text[128];

	(void)state;
	install_progress_bar("root.img", 0, 200000000, text, sizeof(text));
	assert_string_equal(text, "[                    ]   0 %  0 of 200 MB  writing root.img");
	install_progress_bar("boot.img", 101000000, 200000000, text, sizeof(text));
	assert_string_equal(text, "[##########          ]  50 %  101 of 200 MB  checking boot.img");
	install_progress_bar("x", 200000000, 200000000, text, sizeof(text));
	assert_string_equal(text, "[####################] 100 %  200 of 200 MB  checking x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_bar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
