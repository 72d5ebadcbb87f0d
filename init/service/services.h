// SPDX-License-Identifier: Apache-2.0
//
// All services: loading the runlevel, starting each one as soon as what it waits for has settled,
// stopping them in reverse order.

#ifndef BERTH_INIT_SERVICES_H
#define BERTH_INIT_SERVICES_H

#include <stdbool.h>
#include <stddef.h>

#include "../reexec/saved_state.h"
#include "service.h"

/*
 * services_prepare - take the services of the image (deptree.h), or else load the default runlevel
 * and what it needs, and order them. From here on SERVICE_STATE_DIR shows the states. What cannot
 * be loaded is logged and counts, and is shown, as a failed service. Returns 0 or a negative errno,
 * logged.
 */
int services_prepare(void);

/*
 * services_start - start all services that were prepared.
 * @settled: called once, when each service has started or failed (or there is none)
 */
void services_start(void (*settled)(void));

/*
 * services_save - for the init that this one is going to execute. services_resume - in that one:
 * take over one service, of that name, which the next lines describe; 0 or a negative errno.
 * services_resumed - those were all: from here on they are served, as after services_start().
 */
void services_save(struct saver *saver);
int services_resume(struct saved *saved, const char *name);
void services_resumed(void);

/*
 * services_failure - text on the first service that failed, "service NAME: WHY", or NULL. Valid
 * until the next state change.
 */
const char *services_failure(void);

/* services_waiting - name of the first service that is neither up nor failed yet, or NULL. */
const char *services_waiting(void);

/*
 * services_stop_engine - the machine goes down: no service is started any more, and the container
 * daemon is stopped, so that no restart policy brings a container back; before it, what needs it.
 * @stopped: called once, when it is stopped or given up
 */
void services_stop_engine(void (*stopped)(void));

/*
 * services_stop - stop all, one after the other, in the reverse order of the start.
 * @stopped: called once, when all are stopped or given up
 */
void services_stop(void (*stopped)(void));

/* services_hurry - kill what is being stopped, now and from now on. */
void services_hurry(void);

/* services_at - the service number @index, NULL behind the last one. */
const struct service *services_at(size_t index);

/* services_in_order - the same, in the order in which they start. */
const struct service *services_in_order(size_t position);

/*
 * services_refuse_unread - a script that a shell was to read cannot be used.
 * Returns 0, -ENOENT (none that is waited for) or -ENOMEM.
 */
int services_refuse_unread(const char *name, const char *why);

/*
 * services_hold - instead of services_start(): no service is wanted, but each can be started by
 * hand.
 */
void services_hold(void);

/*
 * services_define - take in a script that somebody has sent; a known service takes it when it is
 * started next.
 * @ret_why: on -EINVAL, why it cannot be used; the caller frees it
 * Returns 0, -EINVAL or -ENOMEM.
 */
int services_define(const char *name, const struct service_source *source, char **ret_why);

/* services_find - the service of this name, or NULL. */
const struct service *services_find(const char *name);

enum services_wish {
	SERVICES_WISH_START,
	SERVICES_WISH_STOP,
	SERVICES_WISH_RESTART,
};

/*
 * services_wish - ask for something, and return at once. See plan.h for what else is started or
 * stopped for it. services_have_settled() tells when it is over.
 * Returns 0, -EALREADY (it is that way), -ENOENT (no such service), -ESHUTDOWN (the machine goes
 * down) or -ENOMEM.
 */
int services_wish(const char *name, enum services_wish wish);

/*
 * services_have_settled - true if nothing is under way for this service; after a restart, nor for
 * what needs it.
 */
bool services_have_settled(const struct service *service, enum services_wish wish);

/* services_gave_up - true if the last stop of it, or of what needs it, did not come about. */
bool services_gave_up(const struct service *service);

/*
 * services_watch - have a function called for each change of the state of a service, and for NULL
 * when all that follows from a change has been done.
 */
void services_watch(void (*watcher)(const struct service *service));

#endif
