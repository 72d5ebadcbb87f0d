// SPDX-License-Identifier: Apache-2.0
//
// A clock for limits and waits: nobody sets it.

#ifndef BERTH_COMMON_MONOTONIC_H
#define BERTH_COMMON_MONOTONIC_H

#include <stdint.h>

/* monotonic_ms - milliseconds of CLOCK_MONOTONIC (clock_gettime(2)). */
int64_t monotonic_ms(void);

#endif
