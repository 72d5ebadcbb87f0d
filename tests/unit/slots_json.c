// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/slots/slots_json.c: the keys are an interface. What `berth status --json` shows of
// a well machine: status_json.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/slots/slots_json.h"
#include "status_sample.h"

static void assert_json(const struct slots *slots, const char *wanted)
{
	json_t *expected = json_loads(wanted, JSON_REJECT_DUPLICATES, NULL);
	json_t *is;
	char *text = NULL;

	assert_int_equal(slots_json(slots, &text), 0);
	is = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(expected);
	if (!json_equal(is, expected))
		fail_msg("not as wanted: %s", text);
	json_decref(is);
	json_decref(expected);
	free(text);
}

static void test_no_slots(void **state)
{
	struct slots slots = { .root = ROOT_CHECK_NONE };

	(void)state;
	assert_json(&slots,
		    "{\"format\": 1, \"slots\": [], \"not_seen\": [],"
		    "\"boot\": {\"mode\": null, \"disk\": null, \"slot\": null,"
		    "  \"root\": \"unverified\", \"root_hash\": null, \"aftermath\": null}}");
}

static void test_trial(void **state)
{
	struct status s = sample_status();
	struct slot_state *b = &s.slots.states[SLOT_B];

	(void)state;
	s.slots.mode = BOOT_TRIAL;
	s.slots.running = s.slots.record.first = SLOT_B;
	s.slots.record.slots[SLOT_B].tries = 2;
	b->content = SLOT_CONTENT_RELEASE;
	sample_set(&b->version, "0.2.0");
	b->boot_files = BOOT_FILES_WHOLE;
	s.slots.states[SLOT_A].boot_files = BOOT_FILES_DAMAGED;
	s.slots.states[SLOT_A].passed_over = true;
	sample_set(&s.slots.states[SLOT_A].failure, "a block was wrong");
	sample_set(&s.slots.aftermath, "slot a was left: a block was wrong");
	assert_json(
		&s.slots,
		"{\"format\": 1, \"not_seen\": [],"
		"\"boot\": {\"mode\": \"trial\", \"disk\": \"vda\", \"slot\": \"b\","
		"  \"root\": \"verified\", \"root_hash\": \"" SAMPLE_ROOT_HASH "\","
		"  \"aftermath\": \"slot a was left: a block was wrong\"},"
		"\"slots\": [{\"slot\": \"a\", \"running\": false, \"first\": false, \"good\": true,"
		"  \"tries\": 0, \"startable\": true, \"next\": false,"
		"  \"boot_files\": \"damaged\", \"passed_over\": true,"
		"  \"empty\": false, \"version\": \"0.1.0\","
		"  \"boot\": \"/dev/vda3\", \"root\": \"/dev/vda5\","
		"  \"failure\": \"a block was wrong\"},"
		"  {\"slot\": \"b\", \"running\": true, \"first\": true, \"good\": false,"
		"  \"tries\": 2, \"startable\": true, \"next\": true,"
		"  \"boot_files\": \"verified\", \"passed_over\": false, \"empty\": false, \"version\": \"0.2.0\","
		"  \"boot\": \"/dev/vda4\", \"root\": \"/dev/vda6\", \"failure\": null}]}");
	status_release(&s);
}

static void test_not_seen(void **state)
{
	struct slots slots = { .disk = strdup("vda"), .root = ROOT_CHECK_GOOD };

	(void)state;
	(void)string_list_printf(&slots.not_seen, "slots: x");
	assert_json(
		&slots,
		"{\"format\": 1, \"not_seen\": [\"slots: x\"],"
		"\"boot\": {\"mode\": \"good\", \"disk\": \"vda\", \"slot\": \"a\","
		"  \"root\": \"verified\", \"root_hash\": null, \"aftermath\": null},"
		"\"slots\": [{\"slot\": \"a\", \"running\": true, \"first\": null, \"good\": null,"
		"  \"tries\": null, \"startable\": null, \"next\": null, \"boot_files\": null,"
		"  \"passed_over\": false, \"empty\": null, \"version\": null,"
		"  \"boot\": null, \"root\": null, \"failure\": null},"
		"  {\"slot\": \"b\", \"running\": false, \"first\": null, \"good\": null,"
		"  \"tries\": null, \"startable\": null, \"next\": null, \"boot_files\": null,"
		"  \"passed_over\": false, \"empty\": null, \"version\": null,"
		"  \"boot\": null, \"root\": null, \"failure\": null}]}");
	slots_release(&slots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_slots),
		cmocka_unit_test(test_trial),
		cmocka_unit_test(test_not_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
