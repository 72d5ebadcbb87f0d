// SPDX-License-Identifier: Apache-2.0
//
// All services: loading the runlevel, starting each one as soon as what it waits for has settled,
// stopping them in reverse order.

#ifndef BERTH_INIT_SERVICES_H
#define BERTH_INIT_SERVICES_H

#include <stddef.h>

#include "service.h"

/*
 * services_prepare - load the default runlevel and what it needs, and order it. From here on
 * SERVICE_STATE_DIR shows the states. What cannot be loaded is logged and counts, and is shown,
 * as a failed service. Returns 0 or a negative errno, logged.
 */
int services_prepare(void);

/*
 * services_prefetch - in a child, ask the kernel to read the programs of all supervised services
 * into its cache: what containerd is about to page in, piece by piece, is then read and verified
 * while the boot waits for the data partition. Only a hint: nothing waits for it, and no failure
 * matters.
 */
void services_prefetch(void);

/*
 * services_start - start all services that were prepared.
 * @settled: called once, when each service has started or failed (or there is none)
 */
void services_start(void (*settled)(void));

/*
 * services_failure - text on the first service that failed, "service NAME: WHY", or NULL. Valid
 * until the next state change.
 */
const char *services_failure(void);

/* services_waiting - name of the first service that is neither up nor failed yet, or NULL. */
const char *services_waiting(void);

/*
 * services_stop - stop all, one after the other: containerd first, so that restart policies do not
 * bring containers back, then in the reverse order of the start.
 * @stopped: called once, when all are stopped or given up
 */
void services_stop(void (*stopped)(void));

/* services_hurry - kill what is being stopped, now and from now on. */
void services_hurry(void);

/* services_at - the service number @index, NULL behind the last one. */
const struct service *services_at(size_t index);

#endif
