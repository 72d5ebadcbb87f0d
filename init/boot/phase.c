// SPDX-License-Identifier: Apache-2.0
//
// The named states of PID 1. See phase.h.

#include "phase.h"

#include "../../common/log.h"

static enum phase current = PHASE_EARLY;

static const char *const names[] = {
	[PHASE_EARLY] = "early",     [PHASE_DATA] = "data",	    [PHASE_SERVICES] = "services",
	[PHASE_RUNNING] = "running", [PHASE_STOPPING] = "stopping", [PHASE_KILLING] = "killing",
	[PHASE_DOWN] = "down",
};

bool phase_enter(enum phase phase)
{
	if (phase <= current)
		return false;
	current = phase;
	log_info("phase %s", names[phase]);
	return true;
}

void phase_resume(void)
{
	current = PHASE_RUNNING;
}

bool phase_is_running(void)
{
	return current == PHASE_RUNNING;
}

bool phase_is_down(void)
{
	return current >= PHASE_STOPPING;
}
