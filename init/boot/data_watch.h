// SPDX-License-Identifier: Apache-2.0
//
// The data partition grows while the system runs, when its disk does: a hypervisor makes a disk
// larger without a restart.

#ifndef BERTH_INIT_DATA_WATCH_H
#define BERTH_INIT_DATA_WATCH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * data_watch_start - from now on, when the disk below /var has become larger, grow partition and
 * file system in a child, and say so. Does nothing if /var is in memory. Logs.
 */
void data_watch_start(void);

/* data_watch_is_resize - does this uevent tell that the size of @disk (`vda`) changed? Pure. */
bool data_watch_is_resize(const char *message, size_t len, const char *disk);

/* data_watch_is_busy - true while it grows, or is about to. */
bool data_watch_is_busy(void);

#endif
