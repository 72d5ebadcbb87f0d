// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with the slots, and the end of the struct that holds their state. See slots.h.

#include "slots.h"

#include <stdlib.h>

bool slots_running_from(const struct slots *s)
{
	return s->disk != NULL;
}

bool slots_startable(const struct slots *s, enum slot slot)
{
	const struct slot_record *record = &s->record.slots[slot];

	return s->record_known && (record->good || record->tries > 0);
}

static bool may_start(const struct slots *s, enum slot slot)
{
	const struct slot_state *state = &s->states[slot];

	if (state->content == SLOT_CONTENT_NONE || state->boot_files == BOOT_FILES_DAMAGED)
		return false;
	/* a whole one is passed over on trial only where the try could not be counted, once */
	if (state->boot_files == BOOT_FILES_WHOLE && !s->record.slots[slot].good)
		return true;
	return !state->passed_over;
}

enum slot slots_next(const struct slots *s)
{
	const bool whole[SLOT_COUNT] = { may_start(s, SLOT_A), may_start(s, SLOT_B) };
	struct boot_record scratch = s->record;

	return s->record_known ? slot_choose(&scratch, whole).slot : SLOT_NONE;
}

static int judge_root(const struct slots *s, struct string_list *problems)
{
	if (s->root == ROOT_CHECK_DAMAGED)
		return string_list_printf(problems,
					  "the root image is damaged: 'berth verify' tells where");
	/* only of a disk: the tests and measurements that go without are none of a user's */
	if (s->root == ROOT_CHECK_NONE && slots_running_from(s))
		return string_list_printf(problems, "the root image is not verified: it was "
						    "started without berth.roothash");
	return 0;
}

static int judge_mode(const struct slots *s, struct string_list *problems)
{
	char letter = slot_letter(s->running);

	/* in the aftermath it is told with the reason */
	if (s->mode == BOOT_LAST_RESORT && !s->aftermath)
		return string_list_printf(problems,
					  "slot %c runs as the last resort: the boot record allows "
					  "no slot to start; install a release anew",
					  letter);
	if (s->mode == BOOT_TRIAL && s->record_known && !s->record.slots[s->running].good)
		return string_list_printf(problems,
					  "slot %c is on trial: it becomes good once the "
					  "machine is healthy",
					  letter);
	return 0;
}

int slots_judge(const struct slots *s, struct string_list *problems)
{
	int r = 0;

	if (s->aftermath)
		r = string_list_printf(problems, "%s", s->aftermath);
	if (r == 0)
		r = judge_root(s, problems);
	if (r == 0 && slots_running_from(s))
		r = judge_mode(s, problems);
	return r;
}

const char *root_check_word(enum root_check check)
{
	static const char *const words[] = {
		[ROOT_CHECK_UNKNOWN] = NULL,
		[ROOT_CHECK_NONE] = "unverified",
		[ROOT_CHECK_GOOD] = "verified",
		[ROOT_CHECK_DAMAGED] = "damaged",
	};

	return words[check];
}

void slots_release(struct slots *s)
{
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		free(s->states[i].boot);
		free(s->states[i].root);
		free(s->states[i].version);
		free(s->states[i].failure);
	}
	free(s->disk);
	free(s->root_hash);
	free(s->aftermath);
	string_list_release(&s->not_seen);
	*s = (struct slots){ 0 };
}
