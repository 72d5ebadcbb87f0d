// SPDX-License-Identifier: Apache-2.0
//
// `berth status --json`: for programs. The keys are an interface, described in docs/status-json.md:
// later versions add some, none goes away or changes its meaning without a new "format". Pure.

#ifndef BERTH_STATUS_JSON_H
#define BERTH_STATUS_JSON_H

#include "status.h"

/*
 * status_json - the status as JSON text.
 * @ret_text: ends with a newline; the caller frees it
 * Returns 0 or -ENOMEM.
 */
int status_json(const struct status *status, char **ret_text);

#endif
