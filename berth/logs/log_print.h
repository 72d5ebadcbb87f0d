// SPDX-License-Identifier: Apache-2.0
//
// How a line of a log is shown.

#ifndef BERTH_LOG_PRINT_H
#define BERTH_LOG_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "log_line.h"

struct log_style {
	int unit_width; /* of the column that says whose line it is; 0 = there is none */
	bool harmless; /* for a terminal: nothing that it would obey */
};

/*
 * log_print_text - for a terminal: a tab is a blank, a carriage return at the end is left out, and
 * what else is no text is shown as "\x1b": control characters, those that turn the direction of
 * what follows, bytes that are no UTF-8.
 */
void log_print_text(const char *text, size_t len, FILE *out);

/* log_print - `TIME UNIT: TEXT`. */
void log_print(const struct log_style *style, const char *unit, const struct log_line *line,
	       FILE *out);

#endif
