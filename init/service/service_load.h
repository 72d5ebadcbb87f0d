// SPDX-License-Identifier: Apache-2.0
//
// Reading a runlevel: which scripts take part.

#ifndef BERTH_INIT_SERVICE_LOAD_H
#define BERTH_INIT_SERVICE_LOAD_H

#include <stddef.h>

#include "service.h"

#define INIT_D "/etc/init.d"
#define RUNLEVEL "/etc/runlevels/default"
#define CONF_D "/etc/conf.d"
#define RC_LIB "/usr/lib/berth/rc" /* what the shell reads */
#define SERVICE_SCRIPT_MAX (64UL * 1024) /* bytes of a script */
#define SERVICE_CONF_MAX (32UL * 1024) /* bytes of its file in /etc/conf.d */

/*
 * services_load - read the scripts of the runlevel, and those in /etc/init.d that they need or
 * want, sorted by name.
 * @root: what stands before /etc; "" = the running system
 * @ret_services: array and services stay for ever; the array may grow by realloc(3)
 * One that cannot be used is there as well: see service_new_unusable().
 * Returns 0 or a negative errno (the directory cannot be read, or memory is short).
 */
int services_load(const char *root, struct service ***ret_services, size_t *ret_count);

/*
 * service_script_path - where the script of a service is: in /etc/init.d, else in the runlevel,
 * where it need not be a link.
 * @root: as above
 * Returns a string that the caller frees, or NULL if memory is short.
 */
char *service_script_path(const char *root, const char *name);

/*
 * service_source_read - read what a service is defined by: the script at @path, and its file in
 * /etc/conf.d if there is one.
 * @root: of /etc/conf.d, as above
 * @ret_source: release with service_source_release(); written on success only
 * @ret_why: on any other error than -ENOMEM, what is wrong with which file; the caller frees it
 * Returns 0 or a negative errno.
 */
int service_source_read(const char *root, const char *name, const char *path,
			struct service_source *ret_source, char **ret_why);
void service_source_release(struct service_source *source);

/*
 * service_load_source - read one script; what means nothing in it is logged.
 * @ret_def: written on success; release with service_def_release()
 * @ret_why: on -EINVAL, why it cannot be used; the caller frees it
 * Returns 0, -EINVAL, -ENOEXEC (only a shell can read it) or -ENOMEM.
 */
int service_load_source(const char *name, const struct service_source *source,
			struct service_def *ret_def, char **ret_why);

/*
 * service_remark_text - "line 3: a quote is not closed", and which file it is if not the script.
 * @name: of the service
 * Returns a string that the caller frees, or NULL if memory is short.
 */
char *service_remark_text(const char *name, const struct service_remark *remark);

#endif
