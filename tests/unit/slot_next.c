// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/slot/slot_next.c: changes of the boot record, and what follows from one.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/slot/slot_next.h"

static void test_startable(void **state)
{
	struct boot_record record = { .slots = { { .good = true }, { .tries = 1 } } };

	(void)state;
	assert_true(slot_is_startable(&record, SLOT_A));
	assert_true(slot_is_startable(&record, SLOT_B));
	slot_mark_bad(&record, SLOT_A);
	assert_false(slot_is_startable(&record, SLOT_A));
	assert_true(slot_is_startable(&record, SLOT_B));
	slot_mark_bad(&record, SLOT_B);
	assert_false(slot_is_startable(&record, SLOT_B));
}

static void test_mark_good(void **state)
{
	struct boot_record record = { .first = SLOT_A,
				      .slots = { { .good = true }, { .tries = 2 } } };

	(void)state;
	slot_mark_good(&record, SLOT_B);
	assert_int_equal(record.first, SLOT_B);
	assert_true(record.slots[SLOT_B].good);
	assert_int_equal(record.slots[SLOT_B].tries, 0);
	/* what it can be fallen back to stays as it was */
	assert_true(record.slots[SLOT_A].good);
}

static void test_mark_bad_keeps_order(void **state)
{
	struct boot_record record = { .first = SLOT_B,
				      .slots = { { .good = true }, { .good = true } } };

	(void)state;
	slot_mark_bad(&record, SLOT_B);
	/* the order tells the next boot which slot was left */
	assert_int_equal(record.first, SLOT_B);
	assert_false(record.slots[SLOT_B].good);
	assert_int_equal(record.slots[SLOT_B].tries, 0);
	assert_true(record.slots[SLOT_A].good);
}

static void test_leave_for_startable(void **state)
{
	struct boot_record record = { .first = SLOT_A,
				      .slots = { { .good = true }, { .tries = 1 } } };

	(void)state;
	/* the default record calls good what was never written */
	assert_false(slot_leave(&record, SLOT_A, false, SLOT_HOPE_STARTABLE));
	assert_false(slot_leave(&record, SLOT_A, false, SLOT_HOPE_WRITTEN));
	assert_true(record.slots[SLOT_A].good);
	assert_true(slot_leave(&record, SLOT_A, true, SLOT_HOPE_STARTABLE));
	assert_int_equal(record.first, SLOT_B);
	assert_false(slot_is_startable(&record, SLOT_A));
	assert_int_equal(record.slots[SLOT_B].tries, 1);
}

static void test_leave_for_last_resort(void **state)
{
	struct boot_record record = { .first = SLOT_A,
				      .slots = { { .good = false }, { .good = true } } };
	struct slot_choice next;

	(void)state;
	assert_false(slot_leave(&record, SLOT_B, true, SLOT_HOPE_STARTABLE));
	assert_true(record.slots[SLOT_B].good);
	assert_true(slot_leave(&record, SLOT_B, true, SLOT_HOPE_WRITTEN));
	next = slot_after_restart(&record);
	assert_int_equal(next.slot, SLOT_A);
	assert_int_equal(next.mode, BOOT_LAST_RESORT);
}

static void test_after_restart(void **state)
{
	const struct boot_record record = { .first = SLOT_B,
					    .slots = { { .good = true }, { .tries = 1 } } };
	struct boot_record used_up = record;
	struct slot_choice choice = slot_after_restart(&record);

	(void)state;
	assert_int_equal(choice.slot, SLOT_B);
	assert_int_equal(choice.mode, BOOT_TRIAL);
	/* only asked, nothing is taken off */
	assert_int_equal(record.slots[SLOT_B].tries, 1);
	slot_mark_bad(&used_up, SLOT_B);
	choice = slot_after_restart(&used_up);
	assert_int_equal(choice.slot, SLOT_A);
	assert_int_equal(choice.mode, BOOT_GOOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_startable),
		cmocka_unit_test(test_mark_good),
		cmocka_unit_test(test_mark_bad_keeps_order),
		cmocka_unit_test(test_leave_for_startable),
		cmocka_unit_test(test_leave_for_last_resort),
		cmocka_unit_test(test_after_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
