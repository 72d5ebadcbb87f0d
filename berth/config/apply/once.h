// SPDX-License-Identifier: Apache-2.0
//
// What is done once per instance, not at each boot: marks on the data partition that say for which
// instance-id a part of the configuration has been carried out.

#ifndef BERTH_ONCE_H
#define BERTH_ONCE_H

#include <stdbool.h>

/*
 * once_is_done - true if this part has been carried out for this instance.
 * @dir: where the marks are
 * @part: name of it, a file name
 * @instance: the instance-id; NULL = the machine has none, and is one instance for ever
 */
bool once_is_done(const char *dir, const char *part, const char *instance);

/* once_mark - remember that it has been. Returns 0 or a negative errno. */
int once_mark(const char *dir, const char *part, const char *instance);

/* once_mark_only - the same, and forget for which others. Returns 0 or a negative errno. */
int once_mark_only(const char *dir, const char *part, const char *instance);

#endif
