// SPDX-License-Identifier: Apache-2.0
//
// What is known of the two slots of this machine's disk, and of how the running root is protected:
// filled by slots_gather(), judged by slots_judge(), shown by slots_text.h and slots_json.h.
// Strings are owned by the struct; NULL means none, or that it could not be found out. Pure.

#ifndef BERTH_SLOTS_H
#define BERTH_SLOTS_H

#include <stdbool.h>

#include "../../common/boot_record.h"
#include "../../common/slot_choice.h"
#include "../../common/string_list.h"

enum root_check {
	ROOT_CHECK_UNKNOWN,
	ROOT_CHECK_NONE, /* mounted without dm-verity: nothing notices a changed block */
	ROOT_CHECK_GOOD, /* every block is checked when it is read, and none was wrong yet */
	ROOT_CHECK_DAMAGED, /* the same, and at least one was wrong */
};

enum slot_content {
	SLOT_CONTENT_UNKNOWN, /* not looked at: only root may */
	SLOT_CONTENT_NONE, /* no release in it */
	SLOT_CONTENT_RELEASE,
};

enum boot_files {
	BOOT_FILES_UNKNOWN, /* not looked at */
	BOOT_FILES_WHOLE,
	BOOT_FILES_DAMAGED, /* kernel, stage 1 or slot.cfg are not what their checksums say */
};

struct slot_state {
	char *boot, *root; /* its partitions, /dev/NAME */
	enum slot_content content;
	enum boot_files boot_files;
	bool passed_over; /* by the loader, at this boot */
	char *version; /* of the release in it, if that was looked at */
	char *failure; /* one line: why it was given up, the last time that it was */
};

struct slots {
	char *disk; /* kernel name; NULL: the system does not run from a slot, see only root */
	enum slot running;
	enum boot_mode mode; /* how the loader came to start it */
	bool record_known;
	struct boot_record record;
	struct slot_state states[SLOT_COUNT];
	enum root_check root; /* of the running root, on every medium */
	char *root_hash; /* that the root was started with, hexadecimal */
	char *aftermath; /* one line: why another slot was left before this boot */
	struct string_list not_seen; /* "WHAT: WHY" */
};

/* slots_running_from - does the system run from a slot of a disk? */
bool slots_running_from(const struct slots *slots);

/* slots_startable - would the loader start it by the record? False if that is not known. */
bool slots_startable(const struct slots *slots, enum slot slot);

/*
 * slots_next - which slot the loader will start next, as far as is known: by its own decision, with
 * what was not looked at taken for whole. SLOT_NONE if the boot record is not known.
 */
enum slot slots_next(const struct slots *slots);

/*
 * slots_judge - find what is wrong, and append it as lines for people. A slot on trial is named
 * until it is good; `berth health`, on which that depends, must not count this line.
 * Returns 0 or -ENOMEM.
 */
int slots_judge(const struct slots *slots, struct string_list *problems);

/* root_check_word - the check as one word, for programs; NULL if it is not known. */
const char *root_check_word(enum root_check check);

/* slots_release - free what the struct owns. */
void slots_release(struct slots *slots);

#endif
