// SPDX-License-Identifier: Apache-2.0
//
// Changes of the boot record that PID 1 makes, and what follows from a record. Pure.

#ifndef BERTH_INIT_SLOT_NEXT_H
#define BERTH_INIT_SLOT_NEXT_H

#include "../../common/slot_choice.h"

/* slot_is_startable - good, or with tries left: the loader takes it if it is whole. */
bool slot_is_startable(const struct boot_record *record, enum slot slot);

/* slot_mark_good - it has proven itself: started without counting, and before the other one. */
void slot_mark_good(struct boot_record *record, enum slot slot);

/* slot_mark_bad - not to be started any more. */
void slot_mark_bad(struct boot_record *record, enum slot slot);

/* How much the other slot has to promise for a slot to be left for it. */
enum slot_hope {
	SLOT_HOPE_STARTABLE, /* the record allows it: else what runs, damaged as it is, is better */
	SLOT_HOPE_WRITTEN, /* there is something in it: nothing can run here */
};

/*
 * slot_leave - mark a slot as bad and put the other one first, if that one promises enough. One
 * that is not startable is then what the loader takes as the last resort.
 * @other_written: the other slot holds a system
 * Returns false if there is nothing to leave for; the record is as it was.
 */
bool slot_leave(struct boot_record *record, enum slot slot, bool other_written,
		enum slot_hope hope);

/* slot_after_restart - what the loader will start next, if both slots are whole. */
struct slot_choice slot_after_restart(const struct boot_record *record);

#endif
