// SPDX-License-Identifier: Apache-2.0
//
// Which slot starts: the decision of the boot loader, written once more in C. configs/grub.cfg says
// the same in GRUB's language; tests/vm compares the two over all records. Pure.

#ifndef BERTH_COMMON_SLOT_CHOICE_H
#define BERTH_COMMON_SLOT_CHOICE_H

#include "boot_record.h"

enum boot_mode {
	BOOT_GOOD, /* a slot that has proven itself; nothing is counted */
	BOOT_TRIAL, /* one that has not: a try was taken off before it was started */
	BOOT_LAST_RESORT, /* the record allows none; started all the same, since it is whole */
	BOOT_NONE, /* no slot is whole: the loader says so and waits */
};

struct slot_choice {
	enum slot slot; /* SLOT_NONE with BOOT_NONE */
	enum boot_mode mode;
};

/*
 * slot_choose - in the record's order the first slot that is whole and good or has tries left; if
 * there is none, the first that is whole.
 * @whole: kernel, stage 1 and slot.cfg have the checksums that the slot says they have
 * @record: with BOOT_TRIAL, a try is taken off
 */
struct slot_choice slot_choose(struct boot_record *record, const bool whole[SLOT_COUNT]);

/* boot_mode_word - "good", "trial", "last-resort": the value of berth.boot= on the command line.
 * boot_mode_from_word - the mode, BOOT_GOOD for NULL and anything unknown. */
const char *boot_mode_word(enum boot_mode mode);
enum boot_mode boot_mode_from_word(const char *word);

#endif
