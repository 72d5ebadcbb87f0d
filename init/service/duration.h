// SPDX-License-Identifier: Apache-2.0
//
// Durations as OpenRC's supervise-daemon(8) writes them. Pure.

#ifndef BERTH_INIT_DURATION_H
#define BERTH_INIT_DURATION_H

#include <stdint.h>

#define DURATION_MAX_MS (86400 * INT64_C(1000))

/*
 * duration_parse - read a duration.
 * @text: digits and a unit behind them, without a blank: ms, s or sec, m or min, h or hour; seconds
 * without one
 * Returns 0, or -EINVAL for anything else and more than DURATION_MAX_MS; *ret_ms is written on
 * success only.
 */
int duration_parse(const char *text, int64_t *ret_ms);

#endif
