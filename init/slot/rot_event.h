// SPDX-License-Identifier: Apache-2.0
//
// What the kernel tells about a verified root that is not what it should be, and the words for it.
// Pure. Texts are freed by the caller; NULL if memory is short.

#ifndef BERTH_INIT_ROT_EVENT_H
#define BERTH_INIT_ROT_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/boot_record.h"

struct rot_event {
	bool in_tree; /* in the hash tree, not in the file system */
	unsigned long long block; /* of 4 KiB, from the beginning of the image */
};

/*
 * rot_event_parse - is this uevent dm-verity's report of a damaged block?
 * @device: kernel name of the device below the root: dm-0
 * Returns true, and fills @ret_event, or false.
 */
bool rot_event_parse(const char *message, size_t len, const char *device,
		     struct rot_event *ret_event);

/* rot_block_text - `block 12 of the root image`. */
char *rot_block_text(const struct rot_event *event);

/* What became of it. Exit status of the child that marks the slot. */
enum rot_result {
	ROT_MARKED, /* this slot is not started any more, and the other one can be */
	ROT_ALONE, /* there is no other slot to go to: nothing was marked */
	ROT_UNMARKED, /* the boot record cannot be read or written */
	ROT_RESULT_MAX,
};

/*
 * rot_slot_text - the line for the console, on a slot.
 * @what: `block 12 of the root image`, `the file PATH`
 */
char *rot_slot_text(enum slot slot, const char *what, enum rot_result result);

/*
 * rot_medium_text - the same where there is no slot.
 * @on_medium: a CD or USB disk carries the image; else it came over the network or is a disk
 */
char *rot_medium_text(bool on_medium, const char *what);

#endif
