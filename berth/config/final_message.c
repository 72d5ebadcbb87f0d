// SPDX-License-Identifier: Apache-2.0
//
// The last message. See final_message.h.

#include "final_message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct name {
	const char *name;
	size_t offset;
};

static const struct name names[] = {
	{ "version", offsetof(struct final_values, version) },
	{ "uptime", offsetof(struct final_values, uptime) },
	{ "timestamp", offsetof(struct final_values, timestamp) },
	{ "datasource", offsetof(struct final_values, datasource) },
};

/* Bytes of "$name" or "${name}" at the beginning of the text; 0: it is not that. */
static size_t length_of(const char *text, const struct name *name)
{
	size_t len = strlen(name->name);
	bool braces = text[1] == '{';
	const char *word = text + 1 + braces;

	if (*text != '$' || strncasecmp(word, name->name, len) != 0 || (braces && word[len] != '}'))
		return 0;
	return 1 + braces + len + braces;
}

static size_t print_value(FILE *out, const char *text, const struct final_values *values)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = length_of(text, &names[i]);

		if (len > 0) {
			(void)fputs(*(const char *const *)(const void *)((const char *)values +
									 names[i].offset),
				    out);
			return len;
		}
	}
	return 0;
}

char *final_message_text(const char *message, const struct final_values *values)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	while (*message) {
		size_t len = print_value(out, message, values);

		if (len == 0)
			(void)fputc(*message, out);
		message += len ? len : 1;
	}
	return fclose(out) == 0 ? text : NULL;
}
