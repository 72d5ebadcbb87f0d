// SPDX-License-Identifier: Apache-2.0
//
// In which order containers end, and when patience with one is over. The one that started last goes
// first, and the next one is not asked before that has ended: what was started later may use what
// was started before. But it has a head start only: many that do not listen must not add up to
// minutes. Pure.

#ifndef BERTH_STOP_ORDER_H
#define BERTH_STOP_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One container on its way down. Times are milliseconds of one clock. */
struct stop_item {
	int64_t grace_ms;
	int64_t asked_ms; /* when its signal was sent; < 0: not yet */
	int64_t killed_ms; /* when it was killed; < 0: not yet */
	bool ended;
	bool given_up; /* it does not even die: nobody waits for it any more */
};

enum stop_step {
	STOP_ASK, /* send it its signal, and set asked_ms */
	STOP_KILL, /* kill it, and set killed_ms */
	STOP_GIVE_UP, /* set given_up */
	STOP_WAIT, /* until one ends or some time has passed */
	STOP_OVER,
};

/*
 * stop_order_step - what is to be done next.
 * @items: the one that started last is first
 * @hurried_ms: when somebody lost patience, < 0 if nobody: then all are asked at once, and each
 *              has a second from then on
 * @ret_index: whom it concerns, for STOP_ASK, STOP_KILL and STOP_GIVE_UP
 * @ret_wait_ms: for STOP_WAIT, how long nothing else is due
 */
enum stop_step stop_order_step(const struct stop_item *items, size_t count, int64_t now_ms,
			       int64_t hurried_ms, size_t *ret_index, int64_t *ret_wait_ms);

#endif
