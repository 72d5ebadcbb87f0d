// SPDX-License-Identifier: Apache-2.0
//
// The verdict on a trial boot: from what is known about it to "healthy" or the reason why not, and
// to the line that people read. Pure. Texts are freed by the caller; NULL, where it does not mean
// "healthy", is short memory, and the functions that take a reason live with a NULL.

#ifndef BERTH_INIT_VERDICT_H
#define BERTH_INIT_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/boot_record.h"

/* What is known when all services have started or failed. Texts: NULL = none. */
struct trial_facts {
	const char *machine_failure; /* what PID 1 itself found broken, the data partition too */
	bool data_kept; /* /var is on its partition, not in memory */
	const char *service_failure;
};

/* verdict_settled - NULL: nothing speaks against it, the health check is next. Else the reason,
 * one of the facts or a constant. */
const char *verdict_settled(const struct trial_facts *facts);

/*
 * verdict_health - the reason why the health check failed.
 * @said: first line of what the check left in its file; NULL or "" = nothing
 * @how: how it ended, for people: "exit status 1"
 */
char *verdict_health(const char *said, const char *how);

enum trial_step {
	TRIAL_STARTING, /* data partition, then services */
	TRIAL_CHECKING, /* the health check runs */
	TRIAL_MARKING, /* the boot record is being written */
	TRIAL_DECIDED,
};

/*
 * verdict_late - the time limit has passed.
 * @waiting: for what, while TRIAL_STARTING: a service
 */
char *verdict_late(enum trial_step step, int64_t limit_s, const char *waiting);

/*
 * verdict_text - `slot b does not become healthy: REASON; restarting into slot a in 10 s`, and how
 * many tries are left if the next one is the same slot again.
 * @slot: SLOT_NONE = not known: its disk was not found
 * @record: as it was when this boot began; NULL = not known
 */
char *verdict_text(enum slot slot, const char *reason, const struct boot_record *record,
		   int pause_s);

#endif
