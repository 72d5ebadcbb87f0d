// SPDX-License-Identifier: Apache-2.0
//
// The clock is never older than the system itself.

#ifndef BERTH_INIT_CLOCK_H
#define BERTH_INIT_CLOCK_H

#include <time.h>

/*
 * clock_floor - if the system clock is before the time of the build, set it to that time. Without
 * this a machine with an empty RTC finds every certificate "not yet valid". Logs.
 * Returns 0 or a negative errno.
 */
int clock_floor(void);

/*
 * clock_not_before - if clock_floor() had to set the clock, which then has no battery, set it to
 * this time, if that is later; a clock that goes by itself is believed. Logs what it does.
 * @time: seconds since 1970
 * Returns 0 or a negative errno.
 */
int clock_not_before(time_t time);

#endif
