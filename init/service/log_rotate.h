// SPDX-License-Identifier: Apache-2.0
//
// Logs of services do not fill the disk.

#ifndef BERTH_INIT_LOG_ROTATE_H
#define BERTH_INIT_LOG_ROTATE_H

#include <sys/types.h>

/* log_rotate_start - from now on, look at the logs of all services every minute. */
void log_rotate_start(void);

/*
 * log_rotate_file - if a log is larger than @limit, copy it to PATH.1 and empty it. The writer
 * keeps its descriptor (opened for appending), so it is not disturbed; what it writes between copy
 * and truncation is lost.
 * Returns 1 (rotated), 0 (not needed, or no such file), or a negative errno.
 */
int log_rotate_file(const char *path, off_t limit);

#endif
