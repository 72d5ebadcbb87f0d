// SPDX-License-Identifier: Apache-2.0
//
// Asking init for something, as `rc-service NAME COMMAND` does.

#ifndef BERTH_RC_SERVICE_H
#define BERTH_RC_SERVICE_H

#include <stdint.h>

#define RC_SCRIPTS "/etc/init.d"

/*
 * rc_service - let a service be started, stopped or started anew, and wait until it is. What it
 * says is logged if it fails.
 * @deadline_ms: of monotonic_ms(): it is waited no longer; what was asked for is done all the same
 * Returns 0, -EIO (init has refused, or it has failed), -ETIMEDOUT, or a negative errno.
 */
int rc_service(const char *name, const char *command, int64_t deadline_ms);

/* rc_service_why - what a failure of it means. Returns static text. */
const char *rc_service_why(int error);

#endif
