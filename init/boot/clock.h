// SPDX-License-Identifier: Apache-2.0
//
// The clock is never older than the system itself.

#ifndef BERTH_INIT_CLOCK_H
#define BERTH_INIT_CLOCK_H

/*
 * clock_floor - if the system clock is before the time of the build, set it to that time. Without
 * this a machine with an empty RTC finds every certificate "not yet valid". Logs.
 * Returns 0 or a negative errno.
 */
int clock_floor(void);

#endif
