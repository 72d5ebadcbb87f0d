// SPDX-License-Identifier: Apache-2.0
//
// Whose logs there are: the kernel's, init's, that of the configuration, one for each file
// NAME.log, and those of containers, which have to be asked for.

#ifndef BERTH_LOG_UNITS_H
#define BERTH_LOG_UNITS_H

#include "../../common/string_list.h"

#define LOG_DIR "/var/log"
#define UNIT_KERNEL "kernel"
#define UNIT_INIT "init" /* and what other programs write into the kernel's log */
#define UNIT_CONFIG "config"
#define UNIT_CONTAINER "container:" /* and its name */

/*
 * log_unit_of_file - the unit whose log has this name in LOG_DIR. Pure.
 * Returns its name, which the caller frees, or NULL: it is no log, or memory is short.
 */
char *log_unit_of_file(const char *file);

/*
 * log_unit_path - the reverse, for what a person typed. Pure.
 * Returns a path, which the caller frees, or NULL: there can be no such unit, or memory is short.
 */
char *log_unit_path(const char *unit);

/* log_units_list - all but containers, by name. Returns 0 or a negative errno. */
int log_units_list(struct string_list *ret_units);

/* log_unit_is_service - is there a service of that name, whether it has a log or not? */
bool log_unit_is_service(const char *unit);

/*
 * log_container_path - where docker keeps what a container has said.
 * @name: the container's
 * @ret_path: freed by the caller
 * Returns 0 or a negative errno; -ENOENT: no such container; -EACCES: the caller may not look.
 */
int log_container_path(const char *name, char **ret_path);

#endif
