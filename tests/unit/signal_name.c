// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/signal_name.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>

#include "../../common/signal_name.h"

static void test_signal_names(void **state)
{
	(void)state;
	assert_int_equal(signal_number("TERM"), SIGTERM);
	assert_int_equal(signal_number("SIGUSR1"), SIGUSR1);
	assert_int_equal(signal_number("28"), SIGWINCH);
	assert_int_equal(signal_number("9"), SIGKILL);
	assert_int_equal(signal_number("0"), -EINVAL);
	assert_int_equal(signal_number("9x"), -EINVAL);
	assert_int_equal(signal_number("99999999999"), -EINVAL);
	assert_int_equal(signal_number("term"), -EINVAL);
	assert_int_equal(signal_number(""), -EINVAL);
}

static void test_real_time_signals(void **state)
{
	(void)state;
	assert_int_equal(signal_number("SIGRTMIN"), 34);
	assert_int_equal(signal_number("SIGRTMIN+3"), 37);
	assert_int_equal(signal_number("RTMIN+30"), 64);
	assert_int_equal(signal_number("RTMAX"), 64);
	assert_int_equal(signal_number("RTMAX-14"), 50);
	assert_int_equal(signal_number("64"), 64);
	assert_int_equal(signal_number("65"), -EINVAL);
	assert_int_equal(signal_number("RTMIN+31"), -EINVAL);
	assert_int_equal(signal_number("RTMIN-1"), -EINVAL);
	assert_int_equal(signal_number("RTMAX+1"), -EINVAL);
	assert_int_equal(signal_number("RTMIN+"), -EINVAL);
	assert_int_equal(signal_number("RTMIN3"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signal_names),
		cmocka_unit_test(test_real_time_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
