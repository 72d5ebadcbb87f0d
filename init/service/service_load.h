// SPDX-License-Identifier: Apache-2.0
//
// Reading a runlevel: which scripts take part.

#ifndef BERTH_INIT_SERVICE_LOAD_H
#define BERTH_INIT_SERVICE_LOAD_H

#include <stddef.h>

#include "service.h"

/*
 * services_load - read the scripts that a runlevel directory links to, and those in /etc/init.d
 * that they need or want, sorted by name.
 * @ret_services: array and services stay for ever
 * @ret_failure: text on the first script that could not be used (all are logged), or NULL
 * Returns 0 or a negative errno (the directory cannot be read, or memory is short).
 */
int services_load(const char *runlevel, struct service ***ret_services, size_t *ret_count,
		  char **ret_failure);

#endif
