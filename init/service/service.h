// SPDX-License-Identifier: Apache-2.0
//
// One service: what lifecycle.h decides is done here, and how it went is told there. Driven by the
// event loop; which service starts when is decided in services.c.

#ifndef BERTH_INIT_SERVICE_H
#define BERTH_INIT_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "../pid1/loop.h"
#include "health_check.h"
#include "lifecycle.h"
#include "readiness.h"
#include "service_call.h"
#include "service_file.h"
#include "service_group.h"
#include "start_report.h"

/* Why it takes part. */
enum service_origin {
	SERVICE_IN_RUNLEVEL,
	SERVICE_ASKED_FOR, /* another one needs or wants it */
	SERVICE_BY_HAND, /* its script came with a request */
};

/* Times of the loop's clock; 0 = has not happened. */
struct service_times {
	int64_t began_ms; /* its first start */
	int64_t settled_ms; /* how that went was clear */
	int64_t forked_ms; /* its last process */
};

struct service {
	struct service_def def;
	struct service_def *next_def; /* a newer script, for when this one has ended */
	enum service_origin origin;
	struct service_times times;
	char *behind; /* name of the one that its first start waited for last, or NULL */
	bool requested; /* somebody waits for it, or for what it stands and falls with */
	bool unread; /* a shell is reading its script: nothing is known of it but the name */
	char *unusable; /* why its script cannot be used; NULL = it can. Such a one has a name only
			 */
	struct lifecycle_policy policy;
	struct lifecycle life;
	char reason[160]; /* for people: of a failure, or of a death a moment ago */
	struct loop_child main;
	int wait_status; /* of the last process that ended */
	struct start_report
		*report; /* of the last process that was started; NULL = nothing is known */
	struct loop_timer timer; /* .life.due_ms */
	struct readiness_wait ready;
	struct service_group group;
	struct health_check health;
	struct service_call call; /* of what comes before and behind its process */
};

/* service_want - it is to be started once more: SERVICE_WAITING, if it is not up. */
void service_want(struct service *service);

/*
 * service_start - start it. service_stop - ask its main process to end, as its stop schedule says;
 * what it left behind in its cgroup lives on (containers, ssh sessions). Both return at once and
 * tell about each change of state through the function given to service_on_change().
 */
void service_start(struct service *service);
void service_stop(struct service *service);

/* service_kill - do not wait for the time of a stop that is under way. */
void service_kill(struct service *service);

/* service_no_more - the machine goes down: what ends from now on is not started again. */
void service_no_more(struct service *service);

/* service_refuse - it cannot be started, and this is why: SERVICE_FAILED. */
void service_refuse(struct service *service, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* service_has_failed - true if it is not up and will not be by itself, other than late. */
bool service_has_failed(const struct service *service);

/* service_is_idle - true if no process of it exists, nor will one by itself. */
bool service_is_idle(const struct service *service);

/*
 * service_new - a service that was not started yet.
 * @def: taken over
 * Returns NULL if memory is short. Services live as long as PID 1.
 */
struct service *service_new(struct service_def *def, enum service_origin origin);

/*
 * service_new_unusable - the same for one whose script cannot be used: SERVICE_FAILED, with the
 * reason, until a script comes that can.
 */
struct service *service_new_unusable(const char *name, const char *why, enum service_origin origin);

/* service_new_unread - the same for one whose script a shell has to read first: SERVICE_WAITING. */
struct service *service_new_unread(const char *name, enum service_origin origin);

/* service_set_unusable - it will not be read, and this is why: SERVICE_FAILED. Returns 0 or
 * -ENOMEM. */
int service_set_unusable(struct service *service, const char *why);

/*
 * service_redefine - its script has changed. As long as a process runs, the old one holds; the new
 * one is taken by service_renew().
 * @def: taken over
 * Returns 0 or -ENOMEM.
 */
int service_redefine(struct service *service, struct service_def *def);

/*
 * service_renew - take the script that came by service_redefine(), if there is one and no process
 * runs. Returns true if it was taken: the order of services may have changed.
 */
bool service_renew(struct service *service);

/*
 * service_resume - it was brought as far as its members say by an init before this one: its
 * process, its timer and its readiness are waited for again.
 * @ready_fd: what readiness is told by, or -1; taken over
 */
void service_resume(struct service *service, int ready_fd);

/* service_on_change - set the function that hears about changes of state; one for all services. */
void service_on_change(void (*changed)(struct service *service));

#endif
