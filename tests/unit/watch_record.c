// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/watch/watch_record.c: what docker writes is understood, nothing else is.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "../../berth/watch/watch_record.h"

static void test_whole_record(void **state)
{
	struct watch_record record;

	(void)state;
	assert_int_equal(watch_record_parse("pid 1234 567890\nclient 99 1\n"
					    "health 30000 5000 60000 2000\n",
					    &record),
			 0);
	assert_int_equal(record.process.pid, 1234);
	assert_int_equal(record.process.start, 567890);
	assert_int_equal(record.client.pid, 99);
	assert_int_equal(record.client.start, 1);
	assert_int_equal(record.health.interval_ms, 30000);
	assert_int_equal(record.health.timeout_ms, 5000);
	assert_int_equal(record.health.start_period_ms, 60000);
	assert_int_equal(record.health.start_interval_ms, 2000);
}

static void test_least_record(void **state)
{
	struct watch_record record;

	(void)state;
	assert_int_equal(watch_record_parse("pid 1 0", &record), 0);
	assert_int_equal(record.process.pid, 1);
	assert_int_equal(record.client.pid, 0);
	assert_int_equal(record.health.interval_ms, 0);
}

static void test_bounds(void **state)
{
	struct watch_record record;

	(void)state;
	assert_int_equal(watch_record_parse(
				 "pid 1 18446744073709551615\nhealth 1 0 0 99999999999\n", &record),
			 0);
	assert_true(record.process.start == UINT64_MAX);
	assert_int_equal(record.health.interval_ms, 1000);
	assert_int_equal(record.health.start_interval_ms, INT_MAX);
}

static void test_not_understood(void **state)
{
	static const char *const bad[] = {
		"",
		"\n",
		"health 1 2 3 4\n",
		"pid\n",
		"pid 12\n",
		"pid 0 1\n",
		"pid -1 1\n",
		"pid 1 2 3\n",
		"pid 1  2\n",
		"pid 99999999999 1\n",
		"pid 1 18446744073709551616\n",
		"pid 1 2x\n",
		"pid 1 2\nhealth 1 2 3\n",
		"pid 1 2\nhealth 1 2 3 4 5\n",
		"pid 1 2\nclient 0 0\n",
		"pid 1 2\nfoo\n",
		"pid 1 2\n\nclient 1 2\n",
		"pid1 2\n",
	};
	struct watch_record record = { .process.pid = 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (watch_record_parse(bad[i], &record) != -EINVAL || record.process.pid != 7)
			fail_msg("'%s' was accepted", bad[i]);
}

static void test_names(void **state)
{
	static const char *const good[] = { "default:0af", "k8s.io:a-b_c", "a:b" };
	static const char *const bad[] = {
		"",	":",	"a",	  "a:",	   ":a",    "a:b:c",
		"-a:b", "a:-b", "a:../b", "a/b:c", "a:b c", ".a:b",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(watch_name_check(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (watch_name_check(bad[i]))
			fail_msg("'%s' was accepted", bad[i]);
}

static void test_next_check(void **state)
{
	const struct watch_health plain = { .interval_ms = 30000, .start_interval_ms = 5000 };
	const struct watch_health slow = { .interval_ms = 30000,
					   .start_period_ms = 60000,
					   .start_interval_ms = 2000 };

	(void)state;
	assert_int_equal(watch_next_check(&plain, 100, 100, false), 30100);
	assert_int_equal(watch_next_check(&plain, 100, 40000, true), 70000);
	/* while it starts, more often; not any more once it is healthy, or the period is over */
	assert_int_equal(watch_next_check(&slow, 100, 100, false), 2100);
	assert_int_equal(watch_next_check(&slow, 100, 50000, false), 52000);
	assert_int_equal(watch_next_check(&slow, 100, 50000, true), 80000);
	assert_int_equal(watch_next_check(&slow, 100, 60100, false), 90100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_record), cmocka_unit_test(test_least_record),
		cmocka_unit_test(test_bounds),	     cmocka_unit_test(test_not_understood),
		cmocka_unit_test(test_names),	     cmocka_unit_test(test_next_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
