// SPDX-License-Identifier: Apache-2.0
//
// The data partition on /var: grown, formatted on first boot, checked later, mounted.

#ifndef BERTH_INIT_DATA_H
#define BERTH_INIT_DATA_H

#include <stdbool.h>

/*
 * data_start - prepare /var in a child, so that a dead disk cannot stop PID 1.
 * @done: called once; @failure is NULL or says why /var is only a tmpfs now. A machine without a
 *        data partition (running from a CD) is no failure.
 * /var and the directories in it exist afterwards in any case.
 */
void data_start(void (*done)(const char *failure));

/*
 * data_is_kept - true if /var is on a disk, once the function given to data_start() was called:
 * what is written there outlives this boot.
 */
bool data_is_kept(void);

/* data_resume - instead of data_start(): an init before this one has seen to it. @is_kept: as above
 */
void data_resume(bool is_kept);

/* data_in_memory - a tmpfs on /var, with the directories that belong there. Logs. */
void data_in_memory(void);

#endif
