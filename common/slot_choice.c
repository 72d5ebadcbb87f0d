// SPDX-License-Identifier: Apache-2.0
//
// Which slot starts. See slot_choice.h.

#include "slot_choice.h"

#include <string.h>

static const char *const words[] = {
	[BOOT_GOOD] = "good",
	[BOOT_TRIAL] = "trial",
	[BOOT_LAST_RESORT] = "last-resort",
};

#define WORD_COUNT (sizeof(words) / sizeof(words[0]))

/* Fill @ret_choice if the record lets this slot start. */
static bool allowed(enum slot slot, struct slot_record *state, struct slot_choice *ret_choice)
{
	if (state->good) {
		*ret_choice = (struct slot_choice){ slot, BOOT_GOOD };
		return true;
	}
	if (state->tries == 0)
		return false;
	state->tries--;
	*ret_choice = (struct slot_choice){ slot, BOOT_TRIAL };
	return true;
}

struct slot_choice slot_choose(struct boot_record *record, const bool whole[SLOT_COUNT])
{
	const enum slot order[] = { record->first, slot_other(record->first) };
	struct slot_choice choice;

	for (size_t i = 0; i < SLOT_COUNT; i++)
		if (whole[order[i]] && allowed(order[i], &record->slots[order[i]], &choice))
			return choice;
	for (size_t i = 0; i < SLOT_COUNT; i++)
		if (whole[order[i]])
			return (struct slot_choice){ order[i], BOOT_LAST_RESORT };
	return (struct slot_choice){ SLOT_NONE, BOOT_NONE };
}

const char *boot_mode_word(enum boot_mode mode)
{
	return mode < WORD_COUNT ? words[mode] : NULL;
}

enum boot_mode boot_mode_from_word(const char *word)
{
	for (size_t i = 0; word && i < WORD_COUNT; i++)
		if (strcmp(word, words[i]) == 0)
			return (enum boot_mode)i;
	return BOOT_GOOD;
}
