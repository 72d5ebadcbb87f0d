// SPDX-License-Identifier: Apache-2.0
//
// The wait for a daemon to be ready: see readiness_spec.h for the ways in which that is told.

#ifndef BERTH_INIT_READINESS_H
#define BERTH_INIT_READINESS_H

#include <stdbool.h>

#include "../pid1/loop.h"
#include "path_watch.h"
#include "readiness_spec.h"

/* The wait for one process. .told and .ctx are set by the owner, the rest is private. */
struct readiness_wait {
	/* called once at most; @ready: false if it will never be told */
	void (*told)(struct readiness_wait *wait, bool ready);
	void *ctx;

	const struct readiness *how;
	struct loop_fd source; /* our end */
	struct loop_timer poll;
	struct path_watch socket_watch;
	int64_t since_ms;
	pid_t pid;
	int theirs; /* their end, until the process has it */
	char *socket; /* path of the socket; owned */
};

/* readiness_init - nothing is waited for. @how: must stay valid. */
void readiness_init(struct readiness_wait *wait, const struct readiness *how);

/*
 * readiness_open - before the fork: what the process will tell it by.
 * @name: of the service
 * Returns 0 or a negative errno: then nobody could tell, and the process is not to be started.
 */
int readiness_open(struct readiness_wait *wait, const char *name);

/*
 * readiness_hand_over - in the child, with the environment of the service: the last thing before
 * its program. Returns 0 or a negative errno.
 */
int readiness_hand_over(const struct readiness_wait *wait);

/* readiness_listen - in the parent, after the fork: the wait begins. @pid: only its user,
 * and root, may tell. */
void readiness_listen(struct readiness_wait *wait, pid_t pid);

/*
 * readiness_resume - the wait goes on that an init before this one has begun, in .since_ms.
 * @name: of the service
 * @fd: our end of what is told by, -1 = there is none; taken over
 */
void readiness_resume(struct readiness_wait *wait, const char *name, pid_t pid, int fd);

/* readiness_close - the process has told, has ended, or will not be waited for any more. */
void readiness_close(struct readiness_wait *wait);

#endif
