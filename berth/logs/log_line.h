// SPDX-License-Identifier: Apache-2.0
//
// A line of a log and its time. Pure.

#ifndef BERTH_LOG_LINE_H
#define BERTH_LOG_LINE_H

#include <stddef.h>
#include <stdint.h>

#define LOG_TIME_NONE INT64_MIN
#define LOG_STAMP_LEN 24 /* "2026-11-27T20:17:34.123Z" */

struct log_line {
	int64_t time_us; /* microseconds since 1970; LOG_TIME_NONE: it does not say */
	const char *text; /* without its time and its line end; no NUL behind it */
	size_t len;
};

/*
 * log_time_parse - read a time in UTC as RFC 3339 has it, with up to nine digits behind the second.
 * @text: begins with it
 * Returns how many bytes it takes, or 0 if there is none.
 */
size_t log_time_parse(const char *text, size_t len, int64_t *ret_time_us);

/* log_time_write - the time in UTC, in milliseconds; "-" and blanks if it is not known. No NUL. */
void log_time_write(int64_t time_us, char stamp[LOG_STAMP_LEN]);

/*
 * log_line_parse - take a line of a service's log apart, as init's logger writes it.
 * @line: without its line end; pointed into by @ret_line
 */
void log_line_parse(const char *line, size_t len, struct log_line *ret_line);

/*
 * log_line_parse_json - the same for a line of a container's log: an object with `log` and `time`.
 * What is none is shown as it is.
 * @ret_text: what @ret_line points into if it is not @line, else NULL; the caller frees it
 * Returns 0 or -ENOMEM.
 */
int log_line_parse_json(const char *line, size_t len, struct log_line *ret_line, char **ret_text);

#endif
