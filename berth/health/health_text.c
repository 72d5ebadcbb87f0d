// SPDX-License-Identifier: Apache-2.0
//
// Reading what programs print. See health_text.h.

#include "health_text.h"

#include <stddef.h>
#include <string.h>

static bool is_blank(char c)
{
	return (unsigned char)c <= ' ' || c == 127;
}

char *text_last_line(const char *text)
{
	size_t end = strlen(text);
	size_t begin;
	char *line;

	while (end > 0 && is_blank(text[end - 1]))
		end--;
	begin = end;
	while (begin > 0 && text[begin - 1] != '\n')
		begin--;
	while (begin < end && is_blank(text[begin]))
		begin++;
	line = strndup(text + begin, end - begin);
	for (char *at = line; at && *at; at++)
		if (is_blank(*at))
			*at = ' ';
	return line;
}

bool text_has_line(const char *text, const char *line)
{
	size_t wanted = strlen(line);

	for (;;) {
		size_t len = strcspn(text, "\n");

		if (len == wanted && strncmp(text, line, len) == 0)
			return true;
		if (text[len] == '\0')
			return false;
		text += len + 1;
	}
}
