// SPDX-License-Identifier: Apache-2.0
//
// Time stamps. See stamp.h.

#include "stamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void stamp_write(int64_t seconds, int milliseconds, char stamp[STAMP_LEN])
{
	time_t time = (time_t)seconds;
	char text[64];
	struct tm tm = { 0 };

	(void)gmtime_r(&time, &tm);
	/* four digits of a year, whatever the clock says */
	(void)snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ ",
		       (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		       tm.tm_min, tm.tm_sec, milliseconds);
	memcpy(stamp, text, STAMP_LEN);
}

size_t stamp_lines(bool *in_line, const char *text, size_t len, const char stamp[STAMP_LEN],
		   char *out)
{
	const char *end = text + len;
	size_t written = 0;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t piece = (size_t)((newline ? newline + 1 : end) - text);

		if (!*in_line) {
			memcpy(out + written, stamp, STAMP_LEN);
			written += STAMP_LEN;
		}
		memcpy(out + written, text, piece);
		written += piece;
		text += piece;
		*in_line = !newline;
	}
	return written;
}
