// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/supervise.c: when to restart, when to give up.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/service/supervise.h"

static void test_gives_up_within_period(void **state)
{
	struct respawn_policy policy = { .delay_ms = 100, .period_ms = 5000, .max = 3 };
	struct respawn_state s = { 0 };

	(void)state;
	for (int death = 1; death <= 3; death++) {
		struct respawn_decision d = respawn_on_death(&policy, &s, 1000 + death);

		assert_false(d.give_up);
		assert_int_equal(d.delay_ms, 100);
	}
	assert_true(respawn_on_death(&policy, &s, 1004).give_up);
}

static void test_new_period(void **state)
{
	struct respawn_policy policy = { .delay_ms = 0, .period_ms = 5000, .max = 1 };
	struct respawn_state s = { 0 };

	(void)state;
	for (int64_t now = 0; now < 100 * 5001; now += 5001)
		assert_false(respawn_on_death(&policy, &s, now).give_up);
	/* exactly at the end of the period still counts */
	assert_true(respawn_on_death(&policy, &s, 99 * 5001 + 5000).give_up);
}

static void test_without_limits(void **state)
{
	struct respawn_policy never = { .delay_ms = 1000, .period_ms = 5000, .max = 0 };
	struct respawn_policy for_ever = { .period_ms = 0, .max = 2 };
	struct respawn_state s = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_false(respawn_on_death(&never, &s, i).give_up);
	/* no period: deaths add up, however far apart */
	s = (struct respawn_state){ 0 };
	assert_false(respawn_on_death(&for_ever, &s, 0).give_up);
	assert_false(respawn_on_death(&for_ever, &s, 1000000000).give_up);
	assert_true(respawn_on_death(&for_ever, &s, 2000000000).give_up);
}

static void test_each_death_of_a_period_makes_the_pause_longer(void **state)
{
	struct respawn_policy policy = {
		.delay_ms = 100, .step_ms = 50, .cap_ms = 220, .period_ms = 5000, .max = 0
	};
	static const int64_t pauses[] = { 100, 150, 200, 220, 220 };
	struct respawn_state s = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(respawn_on_death(&policy, &s, i).delay_ms, pauses[i]);
	/* in the next period it is short again */
	assert_int_equal(respawn_on_death(&policy, &s, 6000).delay_ms, 100);
	/* without a step, the cap means nothing */
	policy.step_ms = 0;
	policy.cap_ms = 0;
	assert_int_equal(respawn_on_death(&policy, &s, 6001).delay_ms, 100);
}

static void test_backoff(void **state)
{
	(void)state;
	assert_int_equal(respawn_backoff(0, 1000, 60000), 1000);
	assert_int_equal(respawn_backoff(1, 1000, 60000), 2000);
	assert_int_equal(respawn_backoff(5, 1000, 60000), 32000);
	assert_int_equal(respawn_backoff(6, 1000, 60000), 60000);
	assert_int_equal(respawn_backoff(4000000000u, 1000, 60000), 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gives_up_within_period),
		cmocka_unit_test(test_new_period),
		cmocka_unit_test(test_without_limits),
		cmocka_unit_test(test_each_death_of_a_period_makes_the_pause_longer),
		cmocka_unit_test(test_backoff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
