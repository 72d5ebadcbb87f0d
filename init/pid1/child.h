// SPDX-License-Identifier: Apache-2.0
//
// Children of PID 1: forked in one place, so that none inherits PID 1's signal mask, session,
// protection from the OOM killer, or environment left-overs.

#ifndef BERTH_INIT_CHILD_H
#define BERTH_INIT_CHILD_H

#include "loop.h"

/*
 * child_fork - fork a child of PID 1 and watch it.
 * @child: ended and ctx are set by the caller; pid is set here
 * In the child: default handlers, empty mask, own session, oom_score_adj 0. It ends by _exit() or
 * exec and never returns into the loop.
 * Returns the pid in the parent, 0 in the child, or a negative errno.
 */
pid_t child_fork(struct loop_child *child);

/*
 * child_run - run @work in a child while PID 1 waits, but never longer than @timeout_ms: for
 * calls that can hang (unmount, sync) once the loop has ended. A fork that fails is tried again
 * for as long. On timeout the child is killed and left behind.
 * @work: its result is the child's exit status
 * Returns the exit status (0..255), -ETIMEDOUT, -ECHILD (killed), or an errno of fork.
 */
int child_run(int (*work)(const void *ctx), const void *ctx, int timeout_ms);

/* child_describe - "exit status 1", "signal 9 (Killed)": for messages. Returns @buffer. */
const char *child_describe(int wait_status, char *buffer, size_t size);

#endif
