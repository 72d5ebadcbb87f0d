// SPDX-License-Identifier: Apache-2.0
//
// Rows for people. See text_rows.h.

#include "text_rows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 80
#define TEXT_COLUMN 14

void text_printable(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || (unsigned char)*text > '~')
			*text = '?';
}

/* @text from the column TEXT_COLUMN on; the first line is already there up to it. */
static void print_wrapped(FILE *out, const char *text)
{
	size_t column = TEXT_COLUMN;

	while (*text) {
		size_t blanks = strspn(text, " ");
		size_t word = strcspn(text + blanks, " ");

		if (column > TEXT_COLUMN && column + blanks + word > COLUMNS) {
			(void)fprintf(out, "\n%*s", TEXT_COLUMN, "");
			column = TEXT_COLUMN;
			text += blanks;
			blanks = 0;
		}
		(void)fprintf(out, "%.*s", (int)(blanks + word), text);
		column += blanks + word;
		text += blanks + word;
	}
	(void)fputc('\n', out);
}

void text_row(FILE *out, const char *label, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		(void)fprintf(out, "  %s: out of memory\n", label);
		return;
	}
	text_printable(text);
	(void)fprintf(out, "  %-*s", TEXT_COLUMN - 2, label);
	print_wrapped(out, text);
	free(text);
}

const char *text_size(uint64_t bytes, char buffer[TEXT_SIZE_MAX])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	uint64_t rest = 0;
	size_t unit = 0;

	for (; bytes >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++) {
		rest = bytes % 1024;
		bytes /= 1024;
	}
	/* cut, not rounded: "9.9 GiB", never "10.0" for less than ten */
	if (unit > 0 && bytes < 10)
		(void)snprintf(buffer, TEXT_SIZE_MAX, "%" PRIu64 ".%" PRIu64 " %s", bytes,
			       rest * 10 / 1024, units[unit]);
	else
		(void)snprintf(buffer, TEXT_SIZE_MAX, "%" PRIu64 " %s", bytes, units[unit]);
	return buffer;
}

const char *text_duration(int64_t seconds, char buffer[TEXT_SIZE_MAX])
{
	int64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;

	if (days > 0)
		(void)snprintf(buffer, TEXT_SIZE_MAX, "%" PRId64 " d %" PRId64 " h", days,
			       hours % 24);
	else if (hours > 0)
		(void)snprintf(buffer, TEXT_SIZE_MAX, "%" PRId64 " h %" PRId64 " min", hours,
			       minutes % 60);
	else if (minutes > 0)
		(void)snprintf(buffer, TEXT_SIZE_MAX, "%" PRId64 " min", minutes);
	else
		(void)snprintf(buffer, TEXT_SIZE_MAX, "%" PRId64 " s", seconds);
	return buffer;
}
