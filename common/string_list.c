// SPDX-License-Identifier: Apache-2.0
//
// A growing list of strings. See string_list.h.

#include "string_list.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes over @text, which may be NULL: memory was short. */
static int append(struct string_list *list, char *text)
{
	char **grown = realloc(list->items, (list->count + 1) * sizeof(*grown));

	if (grown)
		list->items = grown;
	if (!grown || !text) {
		free(text);
		return -ENOMEM;
	}
	list->items[list->count++] = text;
	return 0;
}

int string_list_add(struct string_list *list, const char *text, size_t len)
{
	return append(list, strndup(text, len));
}

int string_list_add_once(struct string_list *list, const char *text)
{
	return string_list_has(list, text) ? 0 : string_list_add(list, text, strlen(text));
}

int string_list_printf(struct string_list *list, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	return append(list, n < 0 ? NULL : text);
}

bool string_list_has(const struct string_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

void string_list_release(struct string_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct string_list){ 0 };
}
