// SPDX-License-Identifier: Apache-2.0
//
// The named states of PID 1. There is one transition function, and it only goes forward.

#ifndef BERTH_INIT_PHASE_H
#define BERTH_INIT_PHASE_H

#include <stdbool.h>

enum phase {
	PHASE_EARLY, /* mounts, cgroups, kernel settings: nothing that can hang */
	PHASE_DATA, /* a child prepares the data partition */
	PHASE_SERVICES, /* services are being started */
	PHASE_RUNNING, /* all services have started or failed */
	PHASE_STOPPING, /* services are being stopped */
	PHASE_KILLING, /* all other processes get SIGTERM, then SIGKILL */
	PHASE_DOWN, /* unmount and reboot: the loop has ended */
};

/*
 * phase_enter - go to a later phase; logs it.
 * Returns false, and changes nothing, if that phase or a later one has been entered before: the
 * caller came too late and must not act.
 */
bool phase_enter(enum phase phase);

/* phase_resume - an init before this one has come as far as PHASE_RUNNING. */
void phase_resume(void);

/* phase_is_running - true in PHASE_RUNNING. */
bool phase_is_running(void);

/* phase_is_down - true from PHASE_STOPPING on: nothing new is started any more. */
bool phase_is_down(void);

#endif
