// SPDX-License-Identifier: Apache-2.0
//
// What people are told about a slot that was left. See aftermath.h.

#include "aftermath.h"

#include <errno.h>
#include <stddef.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"
#include "slot_next.h"

/* Left, and not merely empty: a slot without an image has nothing to explain. */
static bool was_left(const struct aftermath_facts *facts, enum slot other)
{
	const struct slot_record *record = &facts->record.slots[other];

	return !record->good && record->tries == 0 && facts->other_written;
}

bool aftermath_passed_over(const struct aftermath_facts *facts)
{
	enum slot other = slot_other(facts->running);
	const struct boot_record *record = facts->at_start;

	return facts->by_record && record && facts->mode != BOOT_LAST_RESORT &&
	       record->first == other && slot_is_startable(record, other) && facts->other_written;
}

static char *why_passed_over(const struct aftermath_facts *facts)
{
	enum slot other = slot_other(facts->running);

	/* a trial that cannot be counted is not begun */
	return format_text(
		"slot %c was passed over by the boot loader: its kernel, stage 1 or "
		"slot.cfg are damaged or cannot be started%s; `berth verify` tells "
		"more, and updating or installing again repairs it",
		slot_letter(other),
		facts->at_start->slots[other].good ? "" : ", or the boot record cannot be written");
}

static char *why_left(const struct aftermath_facts *facts, enum slot slot)
{
	if (facts->failures[slot])
		return format_text("slot %c was given up: %s", slot_letter(slot),
				   facts->failures[slot]);
	/* the loader counts, and leaves the order as it is; whoever gives a slot up changes it */
	if (facts->record.first == slot)
		return format_text("slot %c was started %d times and did not become healthy",
				   slot_letter(slot), BOOT_RECORD_TRIES);
	return format_text("slot %c is not started any more: its root image does not match its "
			   "hash, or writing it was interrupted; `berth verify` tells more",
			   slot_letter(slot));
}

static char *last_resort_text(const struct aftermath_facts *facts, const char *other)
{
	const char *own = facts->failures[facts->running];
	char letter = slot_letter(facts->running);

	return format_text("slot %c was started as the last resort, since the boot record allows "
			   "neither slot%s%s%s%s; update or install this machine again",
			   letter, own ? ": this one was given up: " : "", own ? own : "",
			   other ? "; " : "", other ? other : "");
}

int aftermath_text(const struct aftermath_facts *facts, char **ret_text)
{
	enum slot other = slot_other(facts->running);
	bool passed_over = aftermath_passed_over(facts);
	bool left = passed_over || was_left(facts, other);
	cleanup_free char *why = NULL;

	if (passed_over)
		why = why_passed_over(facts);
	else if (left)
		why = why_left(facts, other);

	*ret_text = NULL;
	if (left && !why)
		return -ENOMEM;
	if (facts->mode == BOOT_LAST_RESORT)
		*ret_text = last_resort_text(facts, why);
	else if (left)
		*ret_text = format_text("%s; this is slot %c", why, slot_letter(facts->running));
	else
		return 0;
	return *ret_text ? 0 : -ENOMEM;
}
