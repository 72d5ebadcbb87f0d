// SPDX-License-Identifier: Apache-2.0
//
// A trial boot: a slot that has yet to prove itself. Within the time limit it is up and healthy,
// and is marked as good; or the machine restarts, and the loader's count leads it back. There is no
// third end: nobody sits at this machine's console.

#ifndef BERTH_INIT_TRIAL_H
#define BERTH_INIT_TRIAL_H

#include <stdbool.h>

#include "verdict.h"

/* trial_start - begin a trial if this boot is one; says so on the consoles. */
void trial_start(void);

/*
 * trial_start_clock - arm the time limit of a trial. Once the data partition is there, or is not
 * going to be: its preparation has a limit of its own, and a repair of hours says nothing about the
 * slot.
 */
void trial_start_clock(void);

/* trial_is_on - true from trial_start() until the slot is good; stays true if it never is. */
bool trial_is_on(void);

/*
 * trial_settled - all services have started or failed: judge, check the health, mark.
 * @good: called once the slot is marked as good
 */
void trial_settled(const struct trial_facts *facts, void (*good)(void));

/*
 * trial_fail - end the trial: say why, keep the reason, restart after a pause. Does nothing if this
 * boot is no trial or has been decided.
 */
void trial_fail(const char *reason);

/* trial_leave - another part of PID 1 restarts the machine: the trial says nothing any more. */
void trial_leave(void);

#endif
