// SPDX-License-Identifier: Apache-2.0
//
// The health check of a supervised service: its script's healthcheck() is called from time to time;
// if it fails, unhealthy() is, and then the daemon is to be restarted. As supervise-daemon(8) has
// it.

#ifndef BERTH_INIT_HEALTH_CHECK_H
#define BERTH_INIT_HEALTH_CHECK_H

#include <stdbool.h>

#include "../pid1/loop.h"
#include "service_call.h"
#include "service_def.h"

struct health_check {
	/* set by the caller */
	void (*failed)(struct health_check *self); /* it is over then, until it is begun again */
	void (*gone)(struct health_check *self); /* a call that was dropped has ended at last */
	void *ctx;
	/* private */
	const struct service_def *def;
	struct loop_timer timer; /* until the next call */
	struct service_call call;
	bool unhealthy; /* the call under way is unhealthy() */
};

/*
 * health_check_follow - the daemon runs, or does not. Called whenever that may have changed; what
 * has not changed goes on.
 * @def: of the service; has to stay as it is while it runs. Without a healthcheck() and a
 *       healthcheck_timer nothing is done.
 */
void health_check_follow(struct health_check *check, const struct service_def *def, bool runs);

/*
 * health_check_resume - what an init before this one has left in .call, .unhealthy and .timer goes
 * on. Before the first health_check_follow().
 */
void health_check_resume(struct health_check *check, const struct service_def *def);

#endif
