// SPDX-License-Identifier: Apache-2.0
//
// Is this text at all? UTF-8 without control characters.
//
// libyaml finds the same faults, but decodes in blocks and so drops correct lines ahead of the
// fault. Checking first lets the reader use everything before the damaged line. Pure.

#ifndef BERTH_TEXT_CHECK_H
#define BERTH_TEXT_CHECK_H

#include <stddef.h>
#include <stdint.h>

struct text_fault {
	size_t line_start; /* offset of the first byte of the bad line */
	unsigned int line, column; /* from 1; column in characters */
	const char *why; /* static text */
};

/*
 * utf8_decode - read one character
 * @bytes: at least one byte
 * @len: bytes there are
 * @ret_char: the code point
 *
 * Returns number of bytes it takes (1 to 4), 0 if they are not UTF-8 (overlong, cut, surrogate, too
 * large).
 */
size_t utf8_decode(const unsigned char *bytes, size_t len, uint32_t *ret_char);

/*
 * text_check - find the first byte that makes this no text
 * @bytes: the file
 * @len: its length
 * @ret_fault: where and what
 *
 * Returns 0 if all of it is text, -EILSEQ if not.
 */
int text_check(const char *bytes, size_t len, struct text_fault *ret_fault);

#endif
