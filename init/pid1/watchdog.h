// SPDX-License-Identifier: Apache-2.0
//
// PID 1 and the watchdogs: spoken to from the event loop and from the waits of the shutdown, so
// that a PID 1 that hangs restarts the machine.

#ifndef BERTH_INIT_WATCHDOG_H
#define BERTH_INIT_WATCHDOG_H

#include "../reexec/saved_state.h"

/*
 * watchdog_guard - arm them or take them over from stage 1, ping them from a timer of the loop;
 * log once which ones guard the machine. Does nothing if the command line wants none.
 */
void watchdog_guard(void);

/* watchdog_keep - ping them if it is time to: for waits outside of the loop. Cheap. */
void watchdog_keep(void);

/* watchdog_release - disarm them: for a machine that is to stand still. */
void watchdog_release(void);

/* watchdog_save - leave them open for the init that this one is going to execute. */
void watchdog_save(struct saver *saver);

#endif
