// SPDX-License-Identifier: Apache-2.0
//
// Changes of the boot record. See slot_next.h.

#include "slot_next.h"

bool slot_is_startable(const struct boot_record *record, enum slot slot)
{
	return record->slots[slot].good || record->slots[slot].tries > 0;
}

void slot_mark_good(struct boot_record *record, enum slot slot)
{
	record->slots[slot] = (struct slot_record){ .good = true };
	record->first = slot;
}

void slot_mark_bad(struct boot_record *record, enum slot slot)
{
	record->slots[slot] = (struct slot_record){ .good = false };
}

bool slot_leave(struct boot_record *record, enum slot slot, bool other_written, enum slot_hope hope)
{
	enum slot other = slot_other(slot);

	if (!other_written || (hope == SLOT_HOPE_STARTABLE && !slot_is_startable(record, other)))
		return false;
	slot_mark_bad(record, slot);
	record->first = other;
	return true;
}

struct slot_choice slot_after_restart(const struct boot_record *record)
{
	static const bool whole[SLOT_COUNT] = { true, true };
	struct boot_record scratch = *record;

	return slot_choose(&scratch, whole);
}
