// SPDX-License-Identifier: Apache-2.0
//
// PID 1 executes /sbin/init anew, for an update of itself, and loses nothing: services, their logs,
// console shells and watchdogs go on.

#ifndef BERTH_INIT_REEXEC_H
#define BERTH_INIT_REEXEC_H

#include "saved_state.h"

#define REEXEC_WORD "reexec" /* on the FIFO, as openrc-init has it */
#define REEXEC_ARGUMENT "resume" /* of the init that is executed; behind it the descriptor */

/* Exit status of `init resume` as any other process: it can go on with what this format says. */
#define REEXEC_UNDERSTOOD 64

/*
 * reexec_request - do it, if a child finds that the new program can be executed at all. Not before
 * the boot is over, nor in a trial of a slot, nor on the way down. Logs.
 */
void reexec_request(void);

/*
 * reexec_state_fd - the descriptor that an init has left to this one.
 * Returns it, or -1 if there is none: `resume` may also be a word of the kernel command line.
 */
int reexec_state_fd(int argc, char *argv[]);

/* reexec_resume - in the new one: give each part of PID 1 what it had. Logs what is missing. */
void reexec_resume(struct saved *saved);

#endif
