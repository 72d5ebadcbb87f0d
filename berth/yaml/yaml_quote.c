// SPDX-License-Identifier: Apache-2.0
//
// Strings as YAML. See yaml_quote.h.

#include "yaml_quote.h"

#include <stdbool.h>
#include <string.h>

#include "text_check.h"

/* Others are line ends for YAML, marks of a byte order, or no text at all. */
static bool is_printable(uint32_t c)
{
	return (c >= 0x20 && c <= 0x7E) ||
	       (c >= 0xA0 && c <= 0xFFFD && c != 0x2028 && c != 0x2029 && c != 0xFEFF) ||
	       c >= 0x10000;
}

static void print_char(FILE *out, uint32_t c, const char *bytes, size_t len)
{
	if (c == '"' || c == '\\')
		(void)fprintf(out, "\\%c", (int)c);
	else if (c == '\n')
		(void)fputs("\\n", out);
	else if (c == '\t')
		(void)fputs("\\t", out);
	else if (is_printable(c))
		(void)fwrite(bytes, 1, len, out);
	else
		(void)fprintf(out, c > 0xFF ? "\\u%04X" : "\\x%02X", (unsigned)c);
}

void yaml_print_quoted(FILE *out, const char *text)
{
	size_t left = strlen(text);

	(void)fputc('"', out);
	while (left > 0) {
		uint32_t c = (unsigned char)*text;
		size_t len = utf8_decode((const unsigned char *)text, left, &c);

		if (len ==
		    0) { /* a byte that is no UTF-8 is shown as the character of its number */
			c = (unsigned char)*text;
			len = 1;
		}
		print_char(out, c, text, len);
		text += len;
		left -= len;
	}
	(void)fputs("\"\n", out);
}

void yaml_print_string(FILE *out, const char *key, const char *text)
{
	if (!text)
		return;
	(void)fprintf(out, "%s: ", key);
	yaml_print_quoted(out, text);
}

void yaml_print_list(FILE *out, const char *key, const char *indent, const struct string_list *list)
{
	if (list->count == 0)
		return;
	(void)fprintf(out, "%s:\n", key);
	for (size_t i = 0; i < list->count; i++) {
		(void)fprintf(out, "%s- ", indent);
		yaml_print_quoted(out, list->items[i]);
	}
}
