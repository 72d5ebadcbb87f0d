// SPDX-License-Identifier: Apache-2.0
//
// How a process is asked to end: signals, and how long each is given. `retry` of OpenRC's scripts,
// start-stop-daemon(8). Pure.

#ifndef BERTH_INIT_STOP_SCHEDULE_H
#define BERTH_INIT_STOP_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STOP_STEPS_MAX 16

/* Send a signal, then wait. */
struct stop_step {
	int signal; /* 0 = none: only wait */
	int64_t wait_ms; /* 0 = the next step follows at once */
};

struct stop_schedule {
	struct stop_step steps[STOP_STEPS_MAX];
	size_t count;
	size_t loop; /* where it goes on after the last step, for ever; count = it ends there */
};

/* Where a stop has got to; all zero is the beginning. */
struct stop_position {
	size_t next;
};

/*
 * stop_schedule_parse - read a schedule.
 * @text: SECONDS, or items between slashes: a signal (`TERM`, `SIGTERM`, `-TERM`, `-15`), SECONDS,
 * or `forever`, from where on the rest is repeated: `TERM/60/KILL/10`
 * @signal: the one that SECONDS alone stands for
 * Returns 0, or -EINVAL for anything else, more than STOP_STEPS_MAX steps, and a loop in which
 * nothing waits; *ret is written on success only.
 */
int stop_schedule_parse(const char *text, int signal, struct stop_schedule *ret);

/* stop_schedule_simple - one signal, and so long to end. */
struct stop_schedule stop_schedule_simple(int signal, int64_t wait_ms);

/* stop_schedule_next - the next step, or NULL at the end. Moves @position on. */
const struct stop_step *stop_schedule_next(const struct stop_schedule *schedule,
					   struct stop_position *position);

#endif
