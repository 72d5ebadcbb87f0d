// SPDX-License-Identifier: Apache-2.0
//
// The slots for programs. See slots_json.h.

#include "slots_json.h"

#include "../status/json_values.h"

#define FORMAT 1

static json_t *letter(enum slot slot)
{
	const char text[] = { slot_letter(slot), '\0' };

	return json_string(text);
}

/* What only holds where there are slots. */
static json_t *if_slots(const struct slots *s, json_t *value)
{
	if (slots_running_from(s))
		return value;
	json_decref(value);
	return json_null();
}

/* What only holds where the boot record could be read. */
static json_t *if_record(const struct slots *s, json_t *value)
{
	if (s->record_known)
		return value;
	json_decref(value);
	return json_null();
}

json_t *slots_boot_value(const struct slots *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "mode",
			 if_slots(s, json_string(boot_mode_word(s->mode))), "disk",
			 value_text(s->disk), "slot", if_slots(s, letter(s->running)), "root",
			 value_text(root_check_word(s->root)), "root_hash",
			 value_text(s->root_hash), "aftermath", value_text(s->aftermath));
}

static json_t *empty_value(const struct slot_state *state)
{
	return state->content == SLOT_CONTENT_UNKNOWN
		       ? json_null()
		       : json_boolean(state->content == SLOT_CONTENT_NONE);
}

static const char *boot_files_word(enum boot_files files)
{
	static const char *const words[] = {
		[BOOT_FILES_UNKNOWN] = NULL,
		[BOOT_FILES_WHOLE] = "verified",
		[BOOT_FILES_DAMAGED] = "damaged",
	};

	return words[files];
}

static json_t *slot_value(const struct slots *s, enum slot slot)
{
	const struct slot_state *state = &s->states[slot];
	const struct slot_record *record = &s->record.slots[slot];

	return json_pack("{s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o}",
			 "slot", letter(slot), "running", slot == s->running, "first",
			 if_record(s, json_boolean(slot == s->record.first)), "good",
			 if_record(s, json_boolean(record->good)), "tries",
			 if_record(s, json_integer((json_int_t)record->tries)), "startable",
			 if_record(s, json_boolean(slots_startable(s, slot))), "next",
			 if_record(s, json_boolean(slots_next(s) == slot)), "boot_files",
			 value_text(boot_files_word(state->boot_files)), "passed_over",
			 state->passed_over, "empty", empty_value(state), "version",
			 value_text(state->version), "boot", value_text(state->boot), "root",
			 value_text(state->root), "failure", value_text(state->failure));
}

json_t *slots_value(const struct slots *s)
{
	json_t *array = json_array();

	for (enum slot slot = SLOT_A; array && slots_running_from(s) && slot < SLOT_COUNT; slot++)
		value_append(&array, slot_value(s, slot));
	return array;
}

int slots_json(const struct slots *s, char **ret_text)
{
	json_t *all =
		json_pack("{s:i, s:o, s:o, s:o}", "format", FORMAT, "boot", slots_boot_value(s),
			  "slots", slots_value(s), "not_seen", value_texts(&s->not_seen));

	return value_print(all, ret_text);
}
