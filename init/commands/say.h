// SPDX-License-Identifier: Apache-2.0
//
// What the service commands say, in the form of OpenRC's: " * Starting web ...      [ ok ]".

#ifndef BERTH_INIT_SAY_H
#define BERTH_INIT_SAY_H

#include <stdbool.h>
#include <stddef.h>

/* say_width - columns of the terminal: COLUMNS, else what the terminal says, else 80. */
size_t say_width(void);

/*
 * say_begin - begin a line that say_end() ends. say_end - its end, or all of the line if another
 * one has come between.
 * @doing: "Starting", "Stopping"
 */
void say_begin(const char *doing, const char *name);
void say_end(const char *doing, const char *name, bool well);

/* say_info, say_warning, say_error - a line of text; the latter two go to standard error. */
void say_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void say_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void say_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
