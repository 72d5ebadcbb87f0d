// SPDX-License-Identifier: Apache-2.0
//
// A bar that shows how far something is, on a terminal; nothing elsewhere, so that logs stay short.

#ifndef BERTH_PROGRESS_H
#define BERTH_PROGRESS_H

#include <stdint.h>
#include <stdio.h>

struct progress {
	const char *what; /* a few words; stays the caller's */
	FILE *out; /* NULL: nothing is shown */
	int shown; /* percent; -1: nothing yet */
};

#define PROGRESS_LINE_MAX 80

/*
 * progress_begin - @out is used if it is a terminal.
 * progress_show - draw, if there is anything new to see.
 * @done, @total: of the same unit
 * progress_end - take the bar away.
 */
void progress_begin(struct progress *progress, const char *what, FILE *out);
void progress_show(struct progress *progress, uint64_t done, uint64_t total);
void progress_end(struct progress *progress);

/* progress_line - the bar as text: "root image  [#####     ]  50 %". Pure. Returns @line. */
const char *progress_line(const char *what, int percent, char line[PROGRESS_LINE_MAX]);

#endif
