// SPDX-License-Identifier: Apache-2.0
//
// The verdict on a trial boot. See verdict.h.

#include "verdict.h"

#include "../../common/cleanup.h"
#include "../../common/text.h"
#include "slot_next.h"

const char *verdict_settled(const struct trial_facts *facts)
{
	if (facts->machine_failure)
		return facts->machine_failure;
	if (!facts->data_kept)
		return "/var is in memory, not on a data partition";
	return facts->service_failure;
}

char *verdict_health(const char *said, const char *how)
{
	if (said && *said)
		return format_text("%s", said);
	return format_text("`berth health` ended with %s and gave no reason", how);
}

char *verdict_late(enum trial_step step, int64_t limit_s, const char *waiting)
{
	long long seconds = limit_s;

	switch (step) {
	case TRIAL_STARTING:
		return format_text("it was not up within %lld s; what was waited for: %s", seconds,
				   waiting ? waiting : "its services");
	case TRIAL_CHECKING:
		return format_text("`berth health` had not ended within %lld s of the start",
				   seconds);
	case TRIAL_MARKING:
	case TRIAL_DECIDED:
		break;
	}
	return format_text("the boot record was not written within %lld s of the start", seconds);
}

/* Where the restart leads to, as far as it is known. */
static char *where_to(const struct boot_record *record, enum slot slot)
{
	struct slot_choice next;
	unsigned tries;

	if (!record)
		return format_text("%s", "");
	next = slot_after_restart(record);
	tries = record->slots[slot].tries;
	if (next.slot != slot)
		return format_text(" into slot %c", slot_letter(next.slot));
	if (next.mode == BOOT_TRIAL)
		return format_text(" into slot %c again, which has %u of its %d tries left,",
				   slot_letter(slot), tries, BOOT_RECORD_TRIES);
	return format_text(" into slot %c again, as there is no other,", slot_letter(slot));
}

char *verdict_text(enum slot slot, const char *reason, const struct boot_record *record,
		   int pause_s)
{
	cleanup_free char *where = NULL;

	if (!reason)
		reason = "for want of memory";
	if (slot == SLOT_NONE)
		return format_text("this slot does not become healthy: %s; restarting in %d s",
				   reason, pause_s);
	where = where_to(record, slot);
	return format_text("slot %c does not become healthy: %s; restarting%s in %d s",
			   slot_letter(slot), reason, where ? where : "", pause_s);
}
