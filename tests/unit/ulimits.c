// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/ulimits.c: pairs, units, errors.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "../../init/service/ulimits.h"

static void test_pairs(void **state)
{
	const char *cursor = "  -n 1048576 -l unlimited\n-c 2\t-s 8192 ";
	struct ulimit limit;

	(void)state;
	assert_int_equal(ulimit_next(&cursor, &limit), 1);
	assert_int_equal(limit.resource, RLIMIT_NOFILE);
	assert_int_equal(limit.value, 1048576);
	assert_int_equal(ulimit_next(&cursor, &limit), 1);
	assert_int_equal(limit.resource, RLIMIT_MEMLOCK);
	assert_true(limit.value == RLIM_INFINITY);
	assert_int_equal(ulimit_next(&cursor, &limit), 1);
	assert_int_equal(limit.value, 1024);
	assert_int_equal(ulimit_next(&cursor, &limit), 1);
	assert_int_equal(limit.value, 8192 * 1024);
	assert_int_equal(ulimit_next(&cursor, &limit), 0);
}

static void test_errors(void **state)
{
	static const char *const bad[] = {
		"n 1",
		"-n",
		"-n ",
		"-n x",
		"-n 1x",
		"-n -1",
		"-z 1",
		"-n1",
		"--n 1",
		"-n +1",
		"-n 1 -q 1",
		"-n 99999999999999999999999",
		"-l 99999999999999999999",
		"-n unlimitedx",
		"-s 18446744073709551615",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *cursor = bad[i];
		struct ulimit limit;
		int r;

		while ((r = ulimit_next(&cursor, &limit)) > 0)
			;
		if (r != -EINVAL)
			fail_msg("'%s' was accepted", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_pairs),
					    cmocka_unit_test(test_errors) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
