// SPDX-License-Identifier: Apache-2.0
//
// Text made to measure: no fixed buffers for paths and messages.

#ifndef BERTH_COMMON_TEXT_H
#define BERTH_COMMON_TEXT_H

#include <stddef.h>
#include <stdio.h>

/*
 * format_text - printf(3) into a new string.
 * Returns the string, which the caller frees, or NULL if memory is short (asprintf(3) leaves its
 * pointer undefined then, which does not go together with cleanup_free).
 */
char *format_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * text_unescape - undo what the kernel does to names in its tables (mountinfo, swaps): it writes
 * blank, tab, newline and backslash as a backslash and three octal digits.
 * Returns the string, which the caller frees, or NULL if memory is short.
 */
char *text_unescape(const char *from);

/* text_copy - copy a text into a buffer of this size, cut where it is too long, never without its
 * end. */
void text_copy(char *to, size_t size, const char *text);

/* text_keep - put a copy of a text in the place of another one, which is freed. Returns 0 or
 * -ENOMEM. */
int text_keep(char **to, const char *text);

/*
 * text_end - end what open_memstream(3) began.
 * @text: its text; freed on failure
 * @ret_text: the same; the caller frees it
 * Returns 0 or -ENOMEM.
 */
int text_end(FILE *out, char **text, char **ret_text);

#endif
