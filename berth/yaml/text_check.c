// SPDX-License-Identifier: Apache-2.0
//
// Is this text at all? UTF-8 without control characters.
//
// Accepts exactly what YAML 1.1 allows in a stream, so that libyaml's reader never fails
// afterwards. Pure.

#include <errno.h>
#include <stdbool.h>

#include "text_check.h"

size_t utf8_decode(const unsigned char *bytes, size_t len, uint32_t *ret_char)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char head = bytes[0];
	size_t need = head < 0x80	      ? 1
		      : (head & 0xe0) == 0xc0 ? 2
		      : (head & 0xf0) == 0xe0 ? 3
		      : (head & 0xf8) == 0xf0 ? 4
					      : 0;

	if (need == 0 || need > len)
		return 0;
	uint32_t c = need == 1 ? head : head & (0xffu >> (need + 1));
	for (size_t i = 1; i < need; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (bytes[i] & 0x3fu);
	}
	if (c < smallest[need] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
		return 0;
	*ret_char = c;
	return need;
}

static bool is_text(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7e) || c == 0x85 ||
	       (c >= 0xa0 && c <= 0xfffd) || c >= 0x10000;
}

static const char *fault_name(uint32_t c)
{
	return c == 0 ? "a NUL byte: the file is binary, or UTF-16 (save it as UTF-8)"
		      : "a control character (only tab and line ends are allowed)";
}

int text_check(const char *bytes, size_t len, struct text_fault *ret_fault)
{
	const unsigned char *text = (const unsigned char *)bytes;
	struct text_fault at = { .line = 1, .column = 1 };

	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t used = utf8_decode(text + i, len - i, &c);

		if (used == 0 || !is_text(c)) {
			at.why = used ? fault_name(c) : "not UTF-8 text";
			*ret_fault = at;
			return -EILSEQ;
		}
		i += used;
		bool crlf = c == '\r' && i < len && text[i] == '\n';
		if (c == '\n' || (c == '\r' && !crlf)) {
			at.line++;
			at.column = 1;
			at.line_start = i;
		} else {
			at.column++;
		}
	}
	return 0;
}
