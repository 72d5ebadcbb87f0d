// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/slots/slots.c: what counts as a problem.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "status_sample.h"

/* Judge them; there is this one problem, or none (NULL). */
static void assert_problem(const struct slots *slots, const char *wanted)
{
	struct string_list problems = { 0 };

	assert_int_equal(slots_judge(slots, &problems), 0);
	assert_int_equal(problems.count, wanted ? 1 : 0);
	if (wanted)
		assert_string_equal(problems.items[0], wanted);
	string_list_release(&problems);
}

static void test_well(void **state)
{
	struct status s = sample_status();

	(void)state;
	assert_problem(&s.slots, NULL);
	/* why it was given up once is no problem of now */
	sample_set(&s.slots.states[SLOT_B].failure, "not healthy within 300 s");
	assert_problem(&s.slots, NULL);
	status_release(&s);
}

static void test_root(void **state)
{
	struct status s = sample_status();

	(void)state;
	s.slots.root = ROOT_CHECK_UNKNOWN;
	assert_problem(&s.slots, NULL);
	s.slots.root = ROOT_CHECK_NONE;
	assert_problem(&s.slots,
		       "the root image is not verified: it was started without berth.roothash");
	s.slots.root = ROOT_CHECK_DAMAGED;
	assert_problem(&s.slots, "the root image is damaged: 'berth verify' tells where");
	/* no slots: a CD that is damaged is damaged, one that is not checked is as it is */
	sample_set(&s.slots.disk, NULL);
	assert_problem(&s.slots, "the root image is damaged: 'berth verify' tells where");
	s.slots.root = ROOT_CHECK_NONE;
	assert_problem(&s.slots, NULL);
	status_release(&s);
}

static void test_aftermath(void **state)
{
	struct status s = sample_status();

	(void)state;
	sample_set(&s.slots.aftermath, "slot b was left: a block was wrong");
	assert_problem(&s.slots, "slot b was left: a block was wrong");
	status_release(&s);
}

static void test_last_resort(void **state)
{
	struct status s = sample_status();

	(void)state;
	s.slots.mode = BOOT_LAST_RESORT;
	assert_problem(&s.slots,
		       "slot a runs as the last resort: the boot record allows no slot to "
		       "start; install a release anew");
	sample_set(&s.slots.aftermath, "slot a was started as the last resort: x");
	assert_problem(&s.slots, s.slots.aftermath);
	sample_set(&s.slots.aftermath, NULL);
	sample_set(&s.slots.disk, NULL);
	assert_problem(&s.slots, NULL);
	status_release(&s);
}

static void test_trial_until_it_is_good(void **state)
{
	struct status s = sample_status();

	(void)state;
	s.slots.mode = BOOT_TRIAL;
	assert_problem(&s.slots, NULL);
	s.slots.running = SLOT_B;
	assert_problem(&s.slots, "slot b is on trial: it becomes good once the machine is healthy");
	s.slots.record_known = false;
	assert_problem(&s.slots, NULL);
	status_release(&s);
}

static void test_all_at_once(void **state)
{
	struct status s = sample_status();
	struct string_list problems = { 0 };

	(void)state;
	sample_set(&s.slots.aftermath, "slot b was left: x");
	s.slots.root = ROOT_CHECK_DAMAGED;
	s.slots.mode = BOOT_LAST_RESORT;
	assert_int_equal(slots_judge(&s.slots, &problems), 0);
	assert_int_equal(problems.count, 2);
	string_list_release(&problems);
	status_release(&s);
}

static void test_startable(void **state)
{
	struct slots s = { .record_known = true,
			   .record.slots = { { .good = true }, { .tries = 1 } } };

	(void)state;
	assert_true(slots_startable(&s, SLOT_A));
	assert_true(slots_startable(&s, SLOT_B));
	s.record.slots[SLOT_B].tries = 0;
	assert_false(slots_startable(&s, SLOT_B));
	s.record_known = false;
	assert_false(slots_startable(&s, SLOT_A));
}

static void test_words(void **state)
{
	(void)state;
	assert_null(root_check_word(ROOT_CHECK_UNKNOWN));
	assert_string_equal(root_check_word(ROOT_CHECK_NONE), "unverified");
	assert_string_equal(root_check_word(ROOT_CHECK_GOOD), "verified");
	assert_string_equal(root_check_word(ROOT_CHECK_DAMAGED), "damaged");
}

static void test_next(void **state)
{
	struct status s = sample_status();
	struct slot_state *b = &s.slots.states[SLOT_B];

	(void)state;
	assert_int_equal(slots_next(&s.slots), SLOT_A);
	/* an empty slot that the record lets start, as the default record does */
	s.slots.record.first = SLOT_B;
	s.slots.record.slots[SLOT_B].good = true;
	assert_int_equal(slots_next(&s.slots), SLOT_A);
	b->content = SLOT_CONTENT_RELEASE;
	assert_int_equal(slots_next(&s.slots), SLOT_B);
	b->boot_files = BOOT_FILES_DAMAGED;
	assert_int_equal(slots_next(&s.slots), SLOT_A);
	/* whole, and nothing that the loader can start */
	b->boot_files = BOOT_FILES_WHOLE;
	b->passed_over = true;
	assert_int_equal(slots_next(&s.slots), SLOT_A);
	/* whole, and its trial was not begun: the record could not be written */
	s.slots.record.slots[SLOT_B] = (struct slot_record){ .tries = 1 };
	assert_int_equal(slots_next(&s.slots), SLOT_B);
	b->boot_files = BOOT_FILES_UNKNOWN;
	assert_int_equal(slots_next(&s.slots), SLOT_A);
	s.slots.record_known = false;
	assert_int_equal(slots_next(&s.slots), SLOT_NONE);
	status_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_well),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_aftermath),
		cmocka_unit_test(test_last_resort),
		cmocka_unit_test(test_trial_until_it_is_good),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_startable),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
