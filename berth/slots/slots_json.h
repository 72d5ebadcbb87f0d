// SPDX-License-Identifier: Apache-2.0
//
// The slots for programs. The keys are an interface, described in docs/status-json.md. Pure.

#ifndef BERTH_SLOTS_JSON_H
#define BERTH_SLOTS_JSON_H

#include <jansson.h>

#include "slots.h"

/*
 * slots_boot_value - how the system was started, and how its root is protected.
 * slots_value - an array of the slots; empty if the system does not run from one.
 * Return a new reference, or NULL if memory is short.
 */
json_t *slots_boot_value(const struct slots *slots);
json_t *slots_value(const struct slots *slots);

/*
 * slots_json - what `berth slots --json` prints.
 * @ret_text: ends with a newline; the caller frees it
 * Returns 0 or -ENOMEM.
 */
int slots_json(const struct slots *slots, char **ret_text);

#endif
