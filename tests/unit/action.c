// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/shutdown/action.c: both protocols.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/reboot.h>

#include "../../init/shutdown/action.h"

static void test_signals(void **state)
{
	(void)state;
	/* busybox */
	assert_int_equal(action_from_signal(SIGUSR1), ACTION_HALT);
	assert_int_equal(action_from_signal(SIGUSR2), ACTION_POWEROFF);
	assert_int_equal(action_from_signal(SIGTERM), ACTION_REBOOT);
	/* Ctrl-Alt-Del, power failing */
	assert_int_equal(action_from_signal(SIGINT), ACTION_REBOOT);
	assert_int_equal(action_from_signal(SIGPWR), ACTION_POWEROFF);
	assert_int_equal(action_from_signal(SIGHUP), ACTION_NONE);
	assert_int_equal(action_from_signal(0), ACTION_NONE);
	for (int action = ACTION_HALT; action <= ACTION_REBOOT; action++)
		assert_int_equal(action_from_signal(action_to_signal((enum action)action)), action);
}

static void test_words(void **state)
{
	(void)state;
	assert_int_equal(action_from_word("halt"), ACTION_HALT);
	assert_int_equal(action_from_word("poweroff"), ACTION_POWEROFF);
	assert_int_equal(action_from_word("reboot"), ACTION_REBOOT);
	assert_int_equal(action_from_word("none"), ACTION_NONE);
	assert_int_equal(action_from_word(""), ACTION_NONE);
	assert_int_equal(action_from_word("Reboot"), ACTION_NONE);
	for (int action = ACTION_HALT; action <= ACTION_REBOOT; action++)
		assert_int_equal(action_from_word(action_word((enum action)action)), action);
}

static void test_reboot(void **state)
{
	(void)state;
	assert_int_equal(action_to_reboot(ACTION_HALT), (int)RB_HALT_SYSTEM);
	assert_int_equal(action_to_reboot(ACTION_POWEROFF), (int)RB_POWER_OFF);
	assert_int_equal(action_to_reboot(ACTION_REBOOT), (int)RB_AUTOBOOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_signals),
					    cmocka_unit_test(test_words),
					    cmocka_unit_test(test_reboot) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
