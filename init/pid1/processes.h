// SPDX-License-Identifier: Apache-2.0
//
// Who is still there?

#ifndef BERTH_INIT_PROCESSES_H
#define BERTH_INIT_PROCESSES_H

#include <stddef.h>

/*
 * processes_count - number of processes besides PID 1 that have a program: kernel threads and dead
 * ones that wait to be reaped do not count. 0 if /proc cannot be read.
 */
size_t processes_count(void);

#endif
