// SPDX-License-Identifier: Apache-2.0
//
// Lines for people. See log_print.h.

#include "log_print.h"

#include <string.h>

#include "../yaml/text_check.h"

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* A line that uses them can look like another one. */
static bool is_direction(uint32_t c)
{
	return c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* How many bytes from here on can be shown as they are: a character, or 0. */
static size_t shown_as_is(const char *text, size_t len)
{
	uint32_t c = 0;
	size_t taken = utf8_decode((const unsigned char *)text, len, &c);

	return is_control(c) || is_direction(c) ? 0 : taken;
}

void log_print_text(const char *text, size_t len, FILE *out)
{
	if (len > 0 && text[len - 1] == '\r')
		len--;
	for (size_t i = 0; i < len;) {
		size_t plain = shown_as_is(text + i, len - i);

		if (plain > 0)
			(void)fwrite(text + i, 1, plain, out);
		else if (text[i] == '\t')
			(void)fputc(' ', out);
		else
			(void)fprintf(out, "\\x%02x", (unsigned char)text[i]);
		i += plain > 0 ? plain : 1;
	}
}

static void print_plain(const struct log_style *style, const char *text, size_t len, FILE *out)
{
	if (style->harmless)
		log_print_text(text, len, out);
	else
		(void)fwrite(text, 1, len, out);
}

void log_print(const struct log_style *style, const char *unit, const struct log_line *line,
	       FILE *out)
{
	char stamp[LOG_STAMP_LEN];

	log_time_write(line->time_us, stamp);
	(void)fwrite(stamp, 1, sizeof(stamp), out);
	(void)fputc(' ', out);
	if (style->unit_width > 0) {
		size_t len = strlen(unit);
		int pad = style->unit_width - (int)len;

		print_plain(style, unit, len, out);
		(void)fprintf(out, ": %*s", pad > 0 ? pad : 0, "");
	}
	print_plain(style, line->text, line->len, out);
	(void)fputc('\n', out);
}
