// SPDX-License-Identifier: Apache-2.0
//
// The variables of a service script that mean something. Pure.

#ifndef BERTH_INIT_SERVICE_KEYS_H
#define BERTH_INIT_SERVICE_KEYS_H

#include "script_text.h"

/*
 * service_key_set - take the value of a variable over.
 * @script: for messages
 * @value: not empty; the caller frees it
 * Returns 0, 1 (the variable means nothing here), -EINVAL (the value makes no sense) or -ENOMEM.
 */
int service_key_set(struct script_text *script, struct service_def *def, const char *key,
		    const char *value);

/* service_key_name - the names of these variables one by one, NULL behind the last. */
const char *service_key_name(size_t index);

#endif
