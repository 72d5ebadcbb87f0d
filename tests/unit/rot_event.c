// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/slot/rot_event.c: dm-verity's reports, and what people are told.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../init/slot/rot_event.h"

#define REPORT(action, device, value)                                                  \
	(action "@/devices/virtual/block/" device "\0ACTION=" action                   \
		"\0SUBSYSTEM=block\0DEVNAME=" device "\0DM_VERITY_ERR_BLOCK_NR=" value \
		"\0SEQNUM=9")

#define PARSE(message, event) rot_event_parse(message, sizeof(message), "dm-0", event)

static void assert_text(char *text, const char *wanted)
{
	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_report(void **state)
{
	struct rot_event event = { 0 };

	(void)state;
	assert_true(PARSE(REPORT("change", "dm-0", "0,1234"), &event));
	assert_false(event.in_tree);
	assert_int_equal(event.block, 1234);
	assert_text(rot_block_text(&event), "block 1234 of the root image");
	assert_true(PARSE(REPORT("change", "dm-0", "1,0"), &event));
	assert_true(event.in_tree);
	assert_text(rot_block_text(&event), "block 0 of the root image's hash tree");
	assert_true(PARSE(REPORT("change", "dm-0", "0,18446744073709551615"), &event));
	assert_true(event.block == UINT64_MAX);
}

static void test_not_ours(void **state)
{
	static const char other[] = "change@/x\0ACTION=change\0DEVNAME=dm-0\0DM_NAME=berth-root";
	struct rot_event event = { 0 };

	(void)state;
	assert_false(PARSE(REPORT("change", "dm-1", "0,1"), &event));
	assert_false(PARSE(REPORT("change", "dm-01", "0,1"), &event));
	assert_false(PARSE(REPORT("add", "dm-0", "0,1"), &event));
	assert_false(PARSE(other, &event));
}

static void test_garbage(void **state)
{
	struct rot_event event = { 0 };

	(void)state;
	assert_false(PARSE(REPORT("change", "dm-0", ""), &event));
	assert_false(PARSE(REPORT("change", "dm-0", "0"), &event));
	assert_false(PARSE(REPORT("change", "dm-0", "0,"), &event));
	assert_false(PARSE(REPORT("change", "dm-0", "2,5"), &event));
	assert_false(PARSE(REPORT("change", "dm-0", "0,-5"), &event));
	assert_false(PARSE(REPORT("change", "dm-0", "0, 5"), &event));
	assert_false(PARSE(REPORT("change", "dm-0", "0,5x"), &event));
	assert_false(PARSE(REPORT("change", "dm-0", "0,99999999999999999999"), &event));
}

static void test_texts(void **state)
{
	char *text;

	(void)state;
	assert_text(rot_slot_text(SLOT_A, "block 5 of the root image", ROT_MARKED),
		    "the system in slot a is damaged (block 5 of the root image); "
		    "restarting into slot b");
	/* without another slot nothing is said of a restart, but of what to do */
	text = rot_slot_text(SLOT_B, "block 5 of the root image", ROT_ALONE);
	assert_non_null(strstr(text, "slot b is damaged (block 5 of the root image), and there is "
				     "no other slot"));
	assert_non_null(strstr(text, "berth install"));
	assert_null(strstr(text, "restarting"));
	free(text);
	text = rot_slot_text(SLOT_B, "x", ROT_UNMARKED);
	assert_non_null(strstr(text, "boot record cannot be written"));
	assert_null(strstr(text, "restarting"));
	free(text);
	text = rot_medium_text(true, "block 7 of the root image");
	assert_non_null(strstr(text, "medium that this system runs from is damaged (block 7"));
	free(text);
	text = rot_medium_text(false, "block 7 of the root image");
	assert_null(strstr(text, "medium"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_not_ours),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
