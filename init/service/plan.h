// SPDX-License-Identifier: Apache-2.0
//
// Which service is started or stopped next: decided from the order, the states and what has been
// asked for. Pure; services.c does it.
//
// A start brings along what is needed or wanted; a stop takes along what needs it, and comes after
// that has stopped. A restart is a stop after which all that it has stopped is wanted again.

#ifndef BERTH_INIT_PLAN_H
#define BERTH_INIT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "order.h"
#include "service_state.h"

/* What people have asked for, and has not come about yet. */
enum plan_goal {
	PLAN_NO_GOAL,
	PLAN_DOWN, /* it is to be stopped */
	PLAN_AGAIN, /* it is to be stopped, and wanted again then */
};

/* What there is to know about one service; same index as in the order. */
struct plan_item {
	enum service_state state;
	bool alive; /* a process of it exists, or will by itself, or a script has it up, whatever
		     * its state is */
	enum plan_goal goal;
	bool tried; /* to reach that goal it was stopped */
	bool given_up; /* its last goal was, with plan_give_up() */
	bool marked; /* scratch */
};

/* The next step for one service. */
enum plan_step {
	PLAN_REST, /* nothing */
	PLAN_START, /* what it waits for has settled */
	PLAN_REFUSE, /* what it needs is not up, and will not be by itself */
	PLAN_STOP,
	PLAN_WANT, /* it has stopped, and is to be wanted again; its goal is reached */
	PLAN_DONE, /* it has stopped: its goal is reached */
	PLAN_GIVE_UP, /* its stop has failed: see plan_give_up() */
};

/* plan_has_settled - true if nothing is under way for it. */
bool plan_has_settled(const struct plan_item *item);

/* plan_has_settled_with_all - the same for it, and for all that needs it, and so on. */
bool plan_has_settled_with_all(const struct order *order, struct plan_item items[], size_t index);

/*
 * plan_up - who is to be wanted, so that the service @index starts: itself, and what it needs or
 * wants, and so on, as far as these are stopped or have failed. One that is just being stopped is
 * given the goal PLAN_AGAIN.
 * @items: goals are changed
 * @ret_wanted: set to true for each of them, others are not touched
 */
void plan_up(const struct order *order, struct plan_item items[], size_t index, bool ret_wanted[]);

/*
 * plan_down - give the service @index, and each one that is up and needs it, and so on, a goal.
 * @goal: PLAN_DOWN or PLAN_AGAIN; of the others, who is to be stopped already stays so
 */
void plan_down(const struct order *order, struct plan_item items[], size_t index,
	       enum plan_goal goal);

/* plan_give_up - drop the goal of the service @index, and of what it needs, as it is not down. */
void plan_give_up(const struct order *order, struct plan_item items[], size_t index);

/*
 * plan_step - what is to be done for the service @index now.
 * @ret_blocker: on PLAN_REFUSE, which service it needs in vain
 */
enum plan_step plan_step(const struct order *order, const struct plan_item items[], size_t index,
			 size_t *ret_blocker);

#endif
