// SPDX-License-Identifier: Apache-2.0
//
// The way down: services, all other processes, file systems, power.

#ifndef BERTH_INIT_SHUTDOWN_H
#define BERTH_INIT_SHUTDOWN_H

#include "action.h"

/*
 * shutdown_request - begin to go down. May come at any time once the loop runs. A second request
 * does not start again and does not change what was asked first: it shortens the waiting.
 * @who: for the message
 * At the end of the kill step the event loop is stopped; shutdown_finish() does the rest.
 */
void shutdown_request(enum action action, const char *who);

/* shutdown_finish - unmount everything and reboot, halt or power off. Never returns. */
_Noreturn void shutdown_finish(void);

#endif
