// SPDX-License-Identifier: Apache-2.0
//
// The event loop of PID 1: signals (signalfd), timers (one timerfd), descriptors (epoll) and the
// one reaper. The records belong to the callers and are linked in here, so that nothing can fail
// for lack of memory once the loop runs. Callbacks must not block.

#ifndef BERTH_INIT_LOOP_H
#define BERTH_INIT_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct loop_fd {
	int fd;
	void (*ready)(struct loop_fd *self, uint32_t events);
	void *ctx;
};

struct loop_timer {
	void (*expired)(struct loop_timer *self);
	void *ctx;
	/* private */
	int64_t when_ms;
	struct loop_timer *next;
	bool armed;
};

struct loop_child {
	pid_t pid; /* 0 = none */
	void (*ended)(struct loop_child *self, int wait_status);
	void *ctx;
	/* private */
	struct loop_child *next;
};

/* loop_block_signals - block every signal but kernel faults; the first thing PID 1 does. */
void loop_block_signals(void);

/*
 * loop_init - create the descriptors.
 * @on_signal: called for each signal except SIGCHLD
 * Returns 0 or a negative errno; may be called again after a failure.
 */
int loop_init(void (*on_signal)(int signo));

/*
 * loop_run - serve events until loop_stop(). Returns only then: failures of the loop itself are
 * logged and tried again after a pause.
 */
void loop_run(void);
void loop_stop(void);

/* loop_now_ms - the loop's clock: milliseconds of CLOCK_MONOTONIC. */
int64_t loop_now_ms(void);

/* loop_add_fd - watch a descriptor (epoll events). Returns 0 or a negative errno. */
int loop_add_fd(struct loop_fd *source, uint32_t events);

/* loop_del_fd - stop watching and close the descriptor. */
void loop_del_fd(struct loop_fd *source);

/* loop_set_timer - (re)arm a timer, once, in @delay_ms. loop_clear_timer - disarm it. */
void loop_set_timer(struct loop_timer *timer, int64_t delay_ms);
void loop_clear_timer(struct loop_timer *timer);

/* loop_add_child - call back when child->pid has been reaped. loop_del_child - forget it. */
void loop_add_child(struct loop_child *child);
void loop_del_child(struct loop_child *child);

/*
 * loop_reap - collect all dead children now. Only for the last part of the shutdown, when the loop
 * does not run any more; inside the loop it happens by itself.
 */
void loop_reap(void);

#endif
