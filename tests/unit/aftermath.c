// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/slot/aftermath.c: what is told about a slot that was left.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../init/slot/aftermath.h"

/* Slot b was tried in vain; a runs again. */
static struct aftermath_facts fallen_back(void)
{
	return (struct aftermath_facts){
		.running = SLOT_A,
		.mode = BOOT_GOOD,
		.record = { .first = SLOT_B, .slots = { { .good = true }, { .good = false } } },
		.other_written = true,
	};
}

static void assert_told(const struct aftermath_facts *facts, const char *wanted)
{
	char *text = NULL;

	assert_int_equal(aftermath_text(facts, &text), 0);
	if (wanted)
		assert_string_equal(text, wanted);
	else
		assert_null(text);
	free(text);
}

static void test_without_reason(void **state)
{
	struct aftermath_facts facts = fallen_back();

	(void)state;
	assert_told(&facts,
		    "slot b was started 3 times and did not become healthy; this is slot a");
}

static void test_kept_reason(void **state)
{
	struct aftermath_facts facts = fallen_back();

	(void)state;
	facts.failures[SLOT_B] = "service web: crashed";
	assert_told(&facts, "slot b was given up: service web: crashed; this is slot a");
	/* later, when a slot has become the first again, the reason still stands */
	facts.record.first = SLOT_A;
	assert_told(&facts, "slot b was given up: service web: crashed; this is slot a");
}

static void test_nothing_to_tell(void **state)
{
	struct aftermath_facts facts = fallen_back();

	(void)state;
	/* a fresh installation: b is empty, and was never meant to start */
	facts.record.first = SLOT_A;
	facts.other_written = false;
	assert_told(&facts, NULL);
	facts = fallen_back();
	facts.other_written = false;
	facts.failures[SLOT_B] = "old";
	assert_told(&facts, NULL);
	/* b has been written anew: on trial, or good */
	facts = fallen_back();
	facts.failures[SLOT_B] = "old";
	facts.record.slots[SLOT_B].tries = 3;
	assert_told(&facts, NULL);
	facts.record.slots[SLOT_B] = (struct slot_record){ .good = true };
	assert_told(&facts, NULL);
	/* the reason of the running slot is not the other one's */
	facts = fallen_back();
	facts.record.first = SLOT_A;
	facts.other_written = false;
	facts.failures[SLOT_A] = "long ago";
	assert_told(&facts, NULL);
}

/* By stage 1, which has nowhere to keep a reason; or a writer that was cut. */
static void test_given_up_without_reason(void **state)
{
	struct aftermath_facts facts = fallen_back();

	(void)state;
	facts.record.first = SLOT_A;
	assert_told(&facts,
		    "slot b is not started any more: its root image does not match its hash, or "
		    "writing it was interrupted; `berth verify` tells more; this is slot a");
}

static void test_last_resort(void **state)
{
	struct aftermath_facts facts = fallen_back();

	(void)state;
	facts.mode = BOOT_LAST_RESORT;
	facts.record.slots[SLOT_A].good = false;
	assert_told(&facts, "slot a was started as the last resort, since the boot record allows "
			    "neither slot; slot b was started 3 times and did not become healthy; "
			    "update or install this machine again");
	facts.failures[SLOT_A] = "block 5 of the root image is damaged";
	facts.failures[SLOT_B] = "service web: crashed";
	assert_told(&facts, "slot a was started as the last resort, since the boot record allows "
			    "neither slot: this one was given up: block 5 of the root image is "
			    "damaged; slot b was given up: service web: crashed; "
			    "update or install this machine again");
	facts.failures[SLOT_A] = NULL;
	facts.other_written = false;
	assert_told(&facts, "slot a was started as the last resort, since the boot record allows "
			    "neither slot; update or install this machine again");
}

/* The record lets b start first, and a runs. */
static void test_passed_over(void **state)
{
	const struct boot_record at_start = { .first = SLOT_B,
					      .slots = { { .good = true }, { .good = true } } };
	const struct boot_record trial = { .first = SLOT_B,
					   .slots = { { .good = true }, { .tries = 2 } } };
	struct aftermath_facts facts = { .running = SLOT_A,
					 .mode = BOOT_GOOD,
					 .record = at_start,
					 .at_start = &at_start,
					 .by_record = true,
					 .other_written = true };

	(void)state;
	assert_told(&facts, "slot b was passed over by the boot loader: its kernel, stage 1 or "
			    "slot.cfg are damaged or cannot be started; `berth verify` tells more, "
			    "and updating or installing again repairs it; this is slot a");
	/* a trial of a, which has become good and first since */
	facts.mode = BOOT_TRIAL;
	facts.record.first = SLOT_A;
	assert_true(aftermath_passed_over(&facts));
	facts.mode = BOOT_GOOD;
	facts.record = trial;
	facts.at_start = &trial;
	assert_told(&facts, "slot b was passed over by the boot loader: its kernel, stage 1 or "
			    "slot.cfg are damaged or cannot be started, or the boot record cannot "
			    "be written; `berth verify` tells more, and updating or installing "
			    "again repairs it; this is slot a");
}

static void test_not_passed_over(void **state)
{
	const struct boot_record at_start = { .first = SLOT_B,
					      .slots = { { .good = true }, { .good = true } } };
	const struct boot_record usual = { .first = SLOT_A,
					   .slots = { { .good = true }, { .tries = 3 } } };
	const struct aftermath_facts passed = { .running = SLOT_A,
						.mode = BOOT_GOOD,
						.record = at_start,
						.at_start = &at_start,
						.by_record = true,
						.other_written = true };
	struct aftermath_facts facts = passed;

	(void)state;
	/* somebody chose this slot in the loader's menu */
	facts.by_record = false;
	assert_told(&facts, NULL);
	/* the other one is empty: by a damaged record both are good */
	facts = passed;
	facts.other_written = false;
	assert_told(&facts, NULL);
	facts = passed;
	facts.at_start = NULL;
	assert_told(&facts, NULL);
	/* b has become the first since this slot was started: an update that waits for a restart */
	facts = passed;
	facts.at_start = &usual;
	facts.record.slots[SLOT_B] = (struct slot_record){ .tries = 3 };
	assert_told(&facts, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_reason),
		cmocka_unit_test(test_kept_reason),
		cmocka_unit_test(test_nothing_to_tell),
		cmocka_unit_test(test_given_up_without_reason),
		cmocka_unit_test(test_last_resort),
		cmocka_unit_test(test_passed_over),
		cmocka_unit_test(test_not_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
