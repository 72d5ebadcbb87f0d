// SPDX-License-Identifier: Apache-2.0
//
// Bytes that come in pieces of any size, taken out as lines. What it holds is bounded: of a line
// that is longer each LINE_BUFFER_MAX bytes are a line. Pure.

#ifndef BERTH_LINE_BUFFER_H
#define BERTH_LINE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_BUFFER_MAX (256UL * 1024) /* a record of a container's log fits in */

struct line_buffer {
	char *bytes;
	size_t size, begin, end; /* what lies between has come, and was not taken out */
};

/*
 * line_buffer_room - where the next bytes go. Not to be called before line_buffer_next() has found
 * no line any more. Lines taken out before are gone. Returns the room and how much there is
 * (@ret_len, at least 1), or NULL: no memory.
 */
char *line_buffer_room(struct line_buffer *buffer, size_t *ret_len);

/* line_buffer_add - so many bytes have been put there. */
void line_buffer_add(struct line_buffer *buffer, size_t len);

/*
 * line_buffer_next - take out a line.
 * @at_end: nothing more comes, so that what has no line end is a line, too
 * @ret_line, @ret_len: without its line end; valid up to the next call of line_buffer_room()
 * Returns false if there is none.
 */
bool line_buffer_next(struct line_buffer *buffer, bool at_end, const char **ret_line,
		      size_t *ret_len);

/* line_buffer_clear - forget what it holds. line_buffer_release - and give back its memory. */
void line_buffer_clear(struct line_buffer *buffer);
void line_buffer_release(struct line_buffer *buffer);

#endif
