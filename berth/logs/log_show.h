// SPDX-License-Identifier: Apache-2.0
//
// The lines of several logs on standard output, in the order of their time.

#ifndef BERTH_LOG_SHOW_H
#define BERTH_LOG_SHOW_H

#include <stdint.h>

#include "log_print.h"
#include "log_source.h"

/*
 * log_show_last - the last of all lines.
 * @lines: how many; FILE_SOURCE_ALL: all that the sources have
 * @go_on: log_show_coming() is called afterwards
 * Returns 0 or a negative errno; -EIO: one of them cannot be read, which is told, and the rest
 * shown.
 */
int log_show_last(struct log_sources *sources, const struct log_style *style, int64_t lines,
		  bool go_on);

/* log_show_coming - what has come since, or is there. The same. */
int log_show_coming(struct log_sources *sources, const struct log_style *style);

#endif
