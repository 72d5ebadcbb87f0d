// SPDX-License-Identifier: Apache-2.0
//
// Lines of services with the time that they came at. Pure.

#ifndef BERTH_INIT_STAMP_H
#define BERTH_INIT_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STAMP_LEN 25 /* "2026-11-27T20:17:34.123Z " */

/* stamp_write - the time in UTC, as RFC 3339 has it, and a blank. No NUL. */
void stamp_write(int64_t seconds, int milliseconds, char stamp[STAMP_LEN]);

/*
 * stamp_lines - put a stamp before each line.
 * @in_line: the last text ended inside of a line; kept for the next call, false at the beginning
 * @text: @len bytes, of any kind; a line that has not ended yet is no reason to wait
 * @out: has room for @len * (1 + STAMP_LEN) bytes
 * Returns the length of what was written.
 */
size_t stamp_lines(bool *in_line, const char *text, size_t len, const char stamp[STAMP_LEN],
		   char *out);

#endif
