// SPDX-License-Identifier: Apache-2.0
//
// Respawn accounting, as OpenRC's supervise-daemon defines it: a death within the period after the
// first one counts, a later one starts a new period. Pure: time comes in as an argument.

#ifndef BERTH_INIT_SUPERVISE_H
#define BERTH_INIT_SUPERVISE_H

#include <stdbool.h>
#include <stdint.h>

struct respawn_policy {
	int64_t delay_ms; /* before the first restart */
	int64_t step_ms; /* for each death of the period it is this much longer; 0 = it is not */
	int64_t cap_ms; /* but not longer than this */
	int64_t period_ms; /* deaths further apart than this do not add up; 0 = they always do */
	unsigned max; /* restarts within a period before giving up; 0 = never give up */
};

struct respawn_state {
	unsigned count;
	int64_t period_start_ms;
};

struct respawn_decision {
	bool give_up;
	int64_t delay_ms;
};

/* respawn_on_death - decide what follows a death at @now_ms, and account for it in @state. */
struct respawn_decision respawn_on_death(const struct respawn_policy *policy,
					 struct respawn_state *state, int64_t now_ms);

/*
 * respawn_backoff - delay before attempt number @failures + 1 of something that keeps failing at
 * once: doubles from @first_ms up to @cap_ms.
 */
int64_t respawn_backoff(unsigned failures, int64_t first_ms, int64_t cap_ms);

#endif
