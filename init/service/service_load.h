// SPDX-License-Identifier: Apache-2.0
//
// Reading a runlevel: which scripts take part.

#ifndef BERTH_INIT_SERVICE_LOAD_H
#define BERTH_INIT_SERVICE_LOAD_H

#include <stddef.h>

#include "service.h"

#define INIT_D "/etc/init.d"
#define SERVICE_SCRIPT_MAX (64UL * 1024) /* bytes of a script */

/*
 * services_load - read the scripts that a runlevel directory links to, and those in /etc/init.d
 * that they need or want, sorted by name.
 * @ret_services: array and services stay for ever; the array may grow by realloc(3)
 * One that cannot be used is there as well: see service_new_unusable().
 * Returns 0 or a negative errno (the directory cannot be read, or memory is short).
 */
int services_load(const char *runlevel, struct service ***ret_services, size_t *ret_count);

/*
 * service_load_text - read the text of one script; what means nothing in it is logged.
 * @ret_def: written on success; release with service_def_release()
 * @ret_why: on -EINVAL, why it cannot be used; the caller frees it
 * Returns 0, -EINVAL or -ENOMEM.
 */
int service_load_text(const char *name, const char *text, struct service_def *ret_def,
		      char **ret_why);

#endif
