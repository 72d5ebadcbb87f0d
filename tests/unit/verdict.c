// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/slot/verdict.c: what becomes of a trial boot, and the words for it.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "../../init/slot/verdict.h"

static void assert_text(char *text, const char *wanted)
{
	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_settled(void **state)
{
	struct trial_facts facts = { .data_kept = true };

	(void)state;
	assert_null(verdict_settled(&facts));
	facts.service_failure = "service web: crashed";
	assert_string_equal(verdict_settled(&facts), "service web: crashed");
	facts.data_kept = false;
	assert_string_equal(verdict_settled(&facts), "/var is in memory, not on a data partition");
	facts.machine_failure = "data partition: it cannot be read";
	assert_string_equal(verdict_settled(&facts), "data partition: it cannot be read");
	/* each of them alone is enough */
	facts = (struct trial_facts){ .data_kept = true, .machine_failure = "early mounts" };
	assert_string_equal(verdict_settled(&facts), "early mounts");
	facts = (struct trial_facts){ .data_kept = false };
	assert_non_null(verdict_settled(&facts));
}

static void test_health(void **state)
{
	(void)state;
	assert_text(verdict_health("data: read-only", "exit status 1"), "data: read-only");
	assert_text(verdict_health("", "signal 9 (Killed)"),
		    "`berth health` ended with signal 9 (Killed) and gave no reason");
	assert_text(verdict_health(NULL, "exit status 127"),
		    "`berth health` ended with exit status 127 and gave no reason");
}

static void test_late(void **state)
{
	(void)state;
	assert_text(verdict_late(TRIAL_STARTING, 300, "containerd"),
		    "it was not up within 300 s; what was waited for: containerd");
	assert_text(verdict_late(TRIAL_STARTING, 1, NULL),
		    "it was not up within 1 s; what was waited for: its services");
	assert_text(verdict_late(TRIAL_CHECKING, 60, "containerd"),
		    "`berth health` had not ended within 60 s of the start");
	assert_text(verdict_late(TRIAL_MARKING, 60, NULL),
		    "the boot record was not written within 60 s of the start");
}

static void test_text(void **state)
{
	struct boot_record record = { .first = SLOT_B,
				      .slots = { { .good = true }, { .tries = 0 } } };

	(void)state;
	assert_text(verdict_text(SLOT_B, "service web: crashed", &record, 10),
		    "slot b does not become healthy: service web: crashed; "
		    "restarting into slot a in 10 s");
	record.slots[SLOT_B].tries = 2;
	assert_text(verdict_text(SLOT_B, "x", &record, 10),
		    "slot b does not become healthy: x; restarting into slot b again, "
		    "which has 2 of its 3 tries left, in 10 s");
	/* a trial of the only slot: no more tries, and nothing else to start */
	record = (struct boot_record){ .first = SLOT_A };
	assert_text(verdict_text(SLOT_A, "x", &record, 10),
		    "slot a does not become healthy: x; restarting into slot a again, "
		    "as there is no other, in 10 s");
	assert_text(verdict_text(SLOT_A, "x", NULL, 10),
		    "slot a does not become healthy: x; restarting in 10 s");
	assert_text(verdict_text(SLOT_NONE, "its disk was not found", NULL, 10),
		    "this slot does not become healthy: its disk was not found; "
		    "restarting in 10 s");
	assert_text(verdict_text(SLOT_A, NULL, NULL, 10),
		    "slot a does not become healthy: for want of memory; restarting in 10 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settled),
		cmocka_unit_test(test_health),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
