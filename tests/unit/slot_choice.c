// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/slot_choice.c: all records and all damages, against the rule written down in
// another way.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../common/slot_choice.h"

/*
 * The rule as ranks: the lowest one starts. 0, 1: allowed by the record, in its order; 2, 3: whole,
 * in its order; 9: cannot start.
 */
static int rank(const struct boot_record *record, enum slot slot, bool whole)
{
	const struct slot_record *state = &record->slots[slot];
	int place = slot == record->first ? 0 : 1;

	if (!whole)
		return 9;
	return state->good || state->tries ? place : 2 + place;
}

static void check_choice(const struct boot_record *before, const bool whole[SLOT_COUNT])
{
	int a = rank(before, SLOT_A, whole[SLOT_A]), b = rank(before, SLOT_B, whole[SLOT_B]);
	struct boot_record after = *before, expected = *before;
	struct slot_choice choice = slot_choose(&after, whole);
	enum slot slot = a < b ? SLOT_A : SLOT_B;

	if (a == 9 && b == 9) {
		assert_int_equal(choice.slot, SLOT_NONE);
		assert_int_equal(choice.mode, BOOT_NONE);
	} else {
		assert_int_equal(choice.slot, slot);
		if (a > 1 && b > 1) {
			assert_int_equal(choice.mode, BOOT_LAST_RESORT);
		} else if (before->slots[slot].good) {
			assert_int_equal(choice.mode, BOOT_GOOD);
		} else {
			assert_int_equal(choice.mode, BOOT_TRIAL);
			expected.slots[slot].tries--;
		}
	}
	assert_int_equal(after.first, expected.first);
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		assert_int_equal(after.slots[i].good, expected.slots[i].good);
		assert_int_equal(after.slots[i].tries, expected.slots[i].tries);
	}
}

static void test_all(void **state)
{
	unsigned count = 0;

	(void)state;
	for (unsigned n = 0; n < 2 * 8 * 8 * 4; n++) {
		struct boot_record record = {
			.first = n & 1 ? SLOT_B : SLOT_A,
			.slots = { { .good = n >> 1 & 1, .tries = n >> 2 & 3 },
				   { .good = n >> 4 & 1, .tries = n >> 5 & 3 } },
		};
		const bool whole[SLOT_COUNT] = { n >> 7 & 1, n >> 8 & 1 };

		check_choice(&record, whole);
		count++;
	}
	assert_int_equal(count, 512);
}

/* A slot on trial that never becomes healthy: three starts, then the one before. */
static void test_a_bad_update(void **state)
{
	struct boot_record record = { SLOT_B, { { .good = true }, { .tries = 3 } } };
	const bool whole[SLOT_COUNT] = { true, true };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct slot_choice choice = slot_choose(&record, whole);

		assert_int_equal(choice.slot, SLOT_B);
		assert_int_equal(choice.mode, BOOT_TRIAL);
		assert_int_equal(record.slots[SLOT_B].tries, 2 - i);
	}
	for (unsigned i = 0; i < 2; i++) {
		struct slot_choice choice = slot_choose(&record, whole);

		assert_int_equal(choice.slot, SLOT_A);
		assert_int_equal(choice.mode, BOOT_GOOD);
	}
}

static void test_words(void **state)
{
	(void)state;
	assert_string_equal(boot_mode_word(BOOT_GOOD), "good");
	assert_string_equal(boot_mode_word(BOOT_TRIAL), "trial");
	assert_string_equal(boot_mode_word(BOOT_LAST_RESORT), "last-resort");
	assert_null(boot_mode_word(BOOT_NONE));
	assert_int_equal(boot_mode_from_word("good"), BOOT_GOOD);
	assert_int_equal(boot_mode_from_word("trial"), BOOT_TRIAL);
	assert_int_equal(boot_mode_from_word("last-resort"), BOOT_LAST_RESORT);
	assert_int_equal(boot_mode_from_word("trials"), BOOT_GOOD);
	assert_int_equal(boot_mode_from_word(""), BOOT_GOOD);
	assert_int_equal(boot_mode_from_word(NULL), BOOT_GOOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_a_bad_update),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
