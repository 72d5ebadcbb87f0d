// SPDX-License-Identifier: Apache-2.0
//
// Bytes to lines. See line_buffer.h.

#include "line_buffer.h"

#include <stdlib.h>
#include <string.h>

#define SIZE_FIRST 8192UL

static bool grow(struct line_buffer *buffer)
{
	size_t size = buffer->size > 0 ? buffer->size * 2 : SIZE_FIRST;
	char *grown = realloc(buffer->bytes, size);

	if (!grown)
		return false;
	buffer->bytes = grown;
	buffer->size = size;
	return true;
}

char *line_buffer_room(struct line_buffer *buffer, size_t *ret_len)
{
	size_t held = buffer->end - buffer->begin;

	if (held > 0)
		memmove(buffer->bytes, buffer->bytes + buffer->begin, held);
	buffer->begin = 0;
	buffer->end = held;
	if (held == buffer->size && !grow(buffer))
		return NULL;
	*ret_len = buffer->size - held;
	return buffer->bytes + held;
}

void line_buffer_add(struct line_buffer *buffer, size_t len)
{
	buffer->end += len;
}

bool line_buffer_next(struct line_buffer *buffer, bool at_end, const char **ret_line,
		      size_t *ret_len)
{
	size_t held = buffer->end - buffer->begin;
	const char *line = buffer->bytes + buffer->begin;
	const char *newline = held > 0 ? memchr(line, '\n', held) : NULL;
	size_t len = newline ? (size_t)(newline - line) : held;

	if (held == 0 || (!newline && !at_end && held < LINE_BUFFER_MAX))
		return false;
	buffer->begin += newline ? len + 1 : len;
	*ret_line = line;
	*ret_len = len;
	return true;
}

void line_buffer_clear(struct line_buffer *buffer)
{
	buffer->begin = buffer->end = 0;
}

void line_buffer_release(struct line_buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct line_buffer){ 0 };
}
