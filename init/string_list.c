// SPDX-License-Identifier: Apache-2.0
//
// A growing list of strings, for what service scripts name. Declared in service_file.h.

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service_file.h"

int string_list_add(struct string_list *list, const char *text, size_t len)
{
	char **grown = realloc(list->items, (list->count + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	list->items = grown;
	list->items[list->count] = strndup(text, len);
	if (!list->items[list->count])
		return -ENOMEM;
	list->count++;
	return 0;
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
