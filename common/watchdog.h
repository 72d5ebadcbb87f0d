// SPDX-License-Identifier: Apache-2.0
//
// The watchdogs of the machine (/dev/watchdog0 to 3, linux/watchdog.h): they restart it when nobody
// speaks to them for a minute. They belong to the first process: stage 1 arms them and hands its
// descriptors over to PID 1, because one that is closed complains on the console, and some stop.

#ifndef BERTH_COMMON_WATCHDOG_H
#define BERTH_COMMON_WATCHDOG_H

#include <stdbool.h>

#define WATCHDOG_MAX 4
#define WATCHDOG_TIMEOUT_S 60
#define WATCHDOG_PING_MS 10000

struct watchdog {
	int fd; /* -1 = none */
	int timeout_s; /* what it took of WATCHDOG_TIMEOUT_S; the kernel's own gets a little more */
	bool restarted; /* it is what restarted the machine last time */
	char name[33]; /* as its driver calls it; may be "" */
};

/*
 * watchdog_wanted - false if the command line asks for a machine that stands still: panic=0 or
 * berth.rescue. Pure.
 */
bool watchdog_wanted(const char *cmdline);

/*
 * watchdog_ping_ms - how often all of them are to be spoken to: WATCHDOG_PING_MS, or more often if
 * one has a short timeout. Pure.
 */
int watchdog_ping_ms(const struct watchdog dogs[WATCHDOG_MAX]);

/*
 * watchdog_arm - take over those that the program before left open, open the others, set their
 * timeouts. One that cannot be opened is logged and left out.
 */
void watchdog_arm(struct watchdog ret_dogs[WATCHDOG_MAX]);

/* watchdog_hand_over - leave them open over exec(3), for watchdog_arm() of the next program. */
void watchdog_hand_over(const struct watchdog dogs[WATCHDOG_MAX]);

/* watchdog_ping - the machine is alive: begin to count anew. */
void watchdog_ping(const struct watchdog dogs[WATCHDOG_MAX]);

/* watchdog_disarm - stop them and close them. */
void watchdog_disarm(struct watchdog dogs[WATCHDOG_MAX]);

#endif
