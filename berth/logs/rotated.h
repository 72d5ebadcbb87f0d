// SPDX-License-Identifier: Apache-2.0
//
// The files that a log was in before it was begun anew: PATH.1 of a service's, PATH.1, PATH.2 ...
// of a container's, in no particular order.

#ifndef BERTH_ROTATED_H
#define BERTH_ROTATED_H

#include <stdbool.h>

#include "../../common/string_list.h"

/* rotated_is_name - is @name FILE.NUMBER? Pure. */
bool rotated_is_name(const char *name, const char *file);

/*
 * rotated_list - those of a log, the one that was written to first first.
 * Returns 0 or a negative errno; -ENOENT: there is no such directory.
 */
int rotated_list(const char *path, struct string_list *ret_paths);

#endif
