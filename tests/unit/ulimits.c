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

static void test_one_of_the_two(void **state)
{
	const char *cursor = "-Sn 100 -Hn 200 -n 300";
	static const struct ulimit expected[] = {
		{ RLIMIT_NOFILE, 100, true, false },
		{ RLIMIT_NOFILE, 200, false, true },
		{ RLIMIT_NOFILE, 300, true, true },
	};
	struct ulimit limit;

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_int_equal(ulimit_next(&cursor, &limit), 1);
		assert_int_equal(limit.resource, expected[i].resource);
		assert_int_equal(limit.value, expected[i].value);
		assert_int_equal(limit.soft, expected[i].soft);
		assert_int_equal(limit.hard, expected[i].hard);
	}
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
		"-S 1",
		"-SHn 1",
		"-nS 1",
		"-",
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
					    cmocka_unit_test(test_one_of_the_two),
					    cmocka_unit_test(test_errors) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
