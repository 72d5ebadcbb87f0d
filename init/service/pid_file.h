// SPDX-License-Identifier: Apache-2.0
//
// The pidfile of a daemon, in a directory that may belong to the daemon's user: no link is
// followed, no file that is there is written to, and no other file system than /run itself is
// touched, as one of its own may answer never.

#ifndef BERTH_INIT_PID_FILE_H
#define BERTH_INIT_PID_FILE_H

#include <stdbool.h>

/* pid_file_is_allowed - true for a path below /run or /var/run, which is a link to it. */
bool pid_file_is_allowed(const char *path);

/*
 * pid_file_write - put the caller's process id there, by a new file that takes the place of what is
 * there. The directory must exist.
 * @path: one that is allowed
 * Returns 0 or a negative errno (ELOOP, EXDEV: see openat2(2)).
 */
int pid_file_write(const char *path);

/* pid_file_remove - remove it, if it is there. Returns 0 or a negative errno. */
int pid_file_remove(const char *path);

#endif
