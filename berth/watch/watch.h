// SPDX-License-Identifier: Apache-2.0
//
// The list of watched containers, and what happens to each of them.

#ifndef BERTH_WATCH_H
#define BERTH_WATCH_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch_job.h"
#include "watch_record.h"

#define WATCH_DOCKER "/usr/bin/nerdctl"

struct watched {
	char *name; /* NAMESPACE:ID, the name of its record */
	struct watch_record record;
	int fd; /* pidfd of the container's process; -1 when it has ended */
	int client_fd; /* pidfd of the client; -1 = none, or ended */
	int64_t started_ms;
	int64_t due_ms; /* of the next command for it; -1 = none */
	struct watch_job *job; /* the one that runs for it */
	bool checking; /* that one is a check, not what its end asks for */
	int failures; /* of the command for its end, in a row */
};

struct watch {
	struct watched **items;
	size_t count;
	struct watch_jobs jobs;
};

/* watch_now_ms - the clock of all times here: since boot, sleep included. */
int64_t watch_now_ms(void);

/* watch_add - (re)read a record of WATCH_RECORDS and watch what it says. */
void watch_add(struct watch *watch, const char *name);

/* watch_drop - a record is gone: so is the interest in the container. */
void watch_drop(struct watch *watch, const char *name);

/* watch_add_all - read all records, and drop what has none. Returns 0 or a negative errno. */
int watch_add_all(struct watch *watch);

/* watch_work - start the commands that are due. Returns the time of the next one, or -1. */
int64_t watch_work(struct watch *watch);

/*
 * watch_descriptors - what to poll for: jobs and processes.
 * @ret_fds: the caller frees it
 * @spare: entries left free at the beginning, for the caller
 * Returns the number of entries including the spare ones, or a negative errno.
 */
int watch_descriptors(const struct watch *watch, int spare, struct pollfd **ret_fds);

/*
 * watch_readable - one of these descriptors is readable: something has ended. Afterwards all others
 * have to be asked for again: numbers of descriptors come again.
 */
void watch_readable(struct watch *watch, int fd);

/* watch_boot - `berth watch boot`: do what docker left for this boot. Returns the exit status. */
int watch_boot(void);

/*
 * watch_read_ahead - `berth watch read-ahead`: read the programs that start a container, as far as
 * there is plenty of memory. Returns the exit status.
 */
int watch_read_ahead(void);

#endif
