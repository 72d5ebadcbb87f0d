// SPDX-License-Identifier: Apache-2.0
//
// Asking for a service to be started or stopped, by OpenRC's command.

#ifndef BERTH_SERVICE_CALL_H
#define BERTH_SERVICE_CALL_H

/*
 * service_call - rc-service NAME VERB, without its output unless it fails, which is logged then.
 * @verb: start, restart ...; a service that runs already is left alone by `start`
 * Returns 0, -EIO if it fails, or a negative errno if it cannot be run.
 */
int service_call(const char *name, const char *verb);

#endif
