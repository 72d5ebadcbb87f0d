// SPDX-License-Identifier: Apache-2.0
//
// Respawn accounting. See supervise.h.

#include "supervise.h"

static int64_t delay(const struct respawn_policy *policy, unsigned deaths)
{
	int64_t ms = policy->delay_ms;

	if (policy->step_ms == 0)
		return ms;
	ms += policy->step_ms * (int64_t)(deaths - 1);
	return ms < policy->cap_ms ? ms : policy->cap_ms;
}

struct respawn_decision respawn_on_death(const struct respawn_policy *policy,
					 struct respawn_state *state, int64_t now_ms)
{
	struct respawn_decision decision = { 0 };

	if (state->count > 0 && policy->period_ms > 0 &&
	    now_ms - state->period_start_ms > policy->period_ms)
		state->count = 0;
	if (state->count == 0)
		state->period_start_ms = now_ms;
	state->count++;
	decision.delay_ms = delay(policy, state->count);
	decision.give_up = policy->max > 0 && state->count > policy->max;
	return decision;
}

int64_t respawn_backoff(unsigned failures, int64_t first_ms, int64_t cap_ms)
{
	int64_t delay = first_ms;

	while (failures-- > 0 && delay < cap_ms)
		delay *= 2;
	return delay < cap_ms ? delay : cap_ms;
}
