// SPDX-License-Identifier: Apache-2.0
//
// One service and its life: start, readiness, death and restart, stop. Driven by the event loop;
// which service starts when is decided in services.c.

#ifndef BERTH_INIT_SERVICE_H
#define BERTH_INIT_SERVICE_H

#include "../pid1/loop.h"
#include "order.h"
#include "service_file.h"
#include "service_state.h"
#include "supervise.h"

struct service {
	struct service_def def;
	enum service_state state;
	char reason[160]; /* for people: of SERVICE_FAILED, or of a death a moment ago */
	struct loop_child main;
	struct loop_timer timer; /* readiness, time limit, restart or kill: what the state needs */
	struct respawn_state respawn;
	int64_t deadline_ms; /* of the start */
};

/*
 * service_start - start it. service_stop - SIGTERM to its main process, SIGKILL after its time;
 * what it left behind in its cgroup lives on (containers, ssh sessions). Both return at once and
 * tell about each change of state through the function given to service_init().
 */
void service_start(struct service *service);
void service_stop(struct service *service);

/* service_kill - do not wait for the time of a stop that is under way. */
void service_kill(struct service *service);

/* service_fail - put it into SERVICE_FAILED with a reason. */
void service_fail(struct service *service, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * service_new - a stopped service.
 * @def: taken over
 * Returns NULL if memory is short. Services live as long as PID 1.
 */
struct service *service_new(struct service_def *def);

/* service_on_change - set the function that hears about changes of state; one for all services. */
void service_on_change(void (*changed)(struct service *service));

#endif
