// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/slots/slots_text.c: the whole text, and the line of `berth status`.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/slots/slots_text.h"
#include "status_sample.h"

static void assert_printed(const struct slots *slots, const char *wanted)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	slots_print(slots, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void assert_summary(const struct slots *slots, const char *wanted)
{
	char *text = slots_summary(slots);

	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_installed(void **state)
{
	struct status s = sample_status();

	(void)state;
	assert_printed(&s.slots,
		       "Slot a of disk vda runs, started because it is good\n"
		       "  slot a      running, first in the order, good, root image verified\n"
		       "              version 0.1.0\n"
		       "              boot image on /dev/vda3, root image on /dev/vda5\n"
		       "  slot b      empty, not startable\n"
		       "              boot image on /dev/vda4, root image on /dev/vda6\n");
	assert_summary(&s.slots, "a of vda, version 0.1.0, good, verified; b: empty");
	status_release(&s);
}

/* Another release in slot b, which is to start first. */
static struct slot_state *put_release_in_b(struct slots *slots)
{
	struct slot_state *b = &slots->states[SLOT_B];

	b->content = SLOT_CONTENT_RELEASE;
	sample_set(&b->version, "0.2.0");
	slots->record.first = SLOT_B;
	return b;
}

/* What an update left, before the restart. */
static void test_update_waits(void **state)
{
	struct status s = sample_status();

	(void)state;
	(void)put_release_in_b(&s.slots);
	s.slots.record.slots[SLOT_B].tries = 3;
	assert_summary(&s.slots, "a of vda, version 0.1.0, good, verified; b: version 0.2.0, not "
				 "proven, 3 tries left, starts next");
	s.slots.record.slots[SLOT_B].tries = 1;
	assert_summary(&s.slots, "a of vda, version 0.1.0, good, verified; b: version 0.2.0, not "
				 "proven, 1 try left, starts next");
	/* first, but it would not be started */
	s.slots.record.slots[SLOT_B].tries = 0;
	assert_summary(&s.slots, "a of vda, version 0.1.0, good, verified; b: version 0.2.0, not "
				 "startable");
	status_release(&s);
}

/* By the record b starts next, and the loader would not. */
static void test_damaged_boot_image(void **state)
{
	struct status s = sample_status();
	struct slot_state *b = put_release_in_b(&s.slots);

	(void)state;
	s.slots.record.slots[SLOT_B].good = true;
	assert_summary(&s.slots, "a of vda, version 0.1.0, good, verified; b: version 0.2.0, good, "
				 "starts next");
	b->passed_over = true;
	assert_summary(&s.slots, "a of vda, version 0.1.0, good, verified; b: version 0.2.0, good, "
				 "passed over by the boot loader");
	b->boot_files = BOOT_FILES_DAMAGED;
	assert_printed(&s.slots,
		       "Slot a of disk vda runs, started because it is good\n"
		       "  slot a      running, good, root image verified\n"
		       "              version 0.1.0\n"
		       "              boot image on /dev/vda3, root image on /dev/vda5\n"
		       "  slot b      first in the order, good, boot image damaged\n"
		       "              version 0.2.0\n"
		       "              boot image on /dev/vda4, root image on /dev/vda6\n");
	/* the running one, since it was started */
	s.slots.states[SLOT_A].boot_files = BOOT_FILES_DAMAGED;
	b->passed_over = false;
	b->boot_files = BOOT_FILES_WHOLE;
	assert_printed(&s.slots,
		       "Slot a of disk vda runs, started because it is good\n"
		       "  slot a      running, good, boot image damaged, root image verified\n"
		       "              version 0.1.0\n"
		       "              boot image on /dev/vda3, root image on /dev/vda5\n"
		       "  slot b      first in the order, good, starts next\n"
		       "              version 0.2.0\n"
		       "              boot image on /dev/vda4, root image on /dev/vda6\n");
	status_release(&s);
}

static void test_update_failed(void **state)
{
	struct status s = sample_status();
	struct slot_state *b = &s.slots.states[SLOT_B];

	(void)state;
	b->content = SLOT_CONTENT_RELEASE;
	sample_set(&b->failure, "not healthy within 300 s");
	sample_set(&s.slots.aftermath, "slot b was left: not healthy within 300 s");
	s.slots.root = ROOT_CHECK_DAMAGED;
	assert_printed(&s.slots,
		       "Slot a of disk vda runs, started because it is good\n"
		       "  slot a      running, first in the order, good, root image damaged\n"
		       "              version 0.1.0\n"
		       "              boot image on /dev/vda3, root image on /dev/vda5\n"
		       "  slot b      not startable\n"
		       "              version unknown\n"
		       "              boot image on /dev/vda4, root image on /dev/vda6\n"
		       "              given up: not healthy within 300 s\n"
		       "  before      slot b was left: not healthy within 300 s\n");
	assert_summary(&s.slots, "a of vda, version 0.1.0, good, damaged; b: not startable");
	status_release(&s);
}

static void test_last_try(void **state)
{
	struct status s = sample_status();

	(void)state;
	s.slots.mode = BOOT_TRIAL;
	s.slots.record.slots[SLOT_A].good = false;
	s.slots.root = ROOT_CHECK_NONE;
	assert_summary(&s.slots,
		       "a of vda, version 0.1.0, on trial, no try left, not verified; b: empty");
	s.slots.mode = BOOT_LAST_RESORT;
	assert_summary(&s.slots, "a of vda, version 0.1.0, not startable, not verified; b: empty");
	status_release(&s);
}

/* As a user sees it who is not root. */
static void test_not_seen(void **state)
{
	struct status s = sample_status();

	(void)state;
	s.slots.record_known = false;
	s.slots.states[SLOT_B].content = SLOT_CONTENT_UNKNOWN;
	(void)string_list_printf(&s.slots.not_seen, "slots: only root may read versions");
	assert_printed(&s.slots, "Slot a of disk vda runs, started because it is good\n"
				 "  slot a      running, root image verified\n"
				 "              version 0.1.0\n"
				 "              boot image on /dev/vda3, root image on /dev/vda5\n"
				 "  slot b      nothing known\n"
				 "              version unknown\n"
				 "              boot image on /dev/vda4, root image on /dev/vda6\n"
				 "  not seen    - slots: only root may read versions\n");
	assert_summary(&s.slots, "a of vda, version 0.1.0, verified; b: unknown");
	status_release(&s);
}

static void test_no_slots(void **state)
{
	struct slots slots = { .root = ROOT_CHECK_GOOD };

	(void)state;
	assert_printed(&slots, "This system does not run from a slot of a disk.\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_installed),	   cmocka_unit_test(test_update_waits),
		cmocka_unit_test(test_damaged_boot_image), cmocka_unit_test(test_update_failed),
		cmocka_unit_test(test_last_try),	   cmocka_unit_test(test_not_seen),
		cmocka_unit_test(test_no_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
