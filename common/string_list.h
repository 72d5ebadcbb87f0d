// SPDX-License-Identifier: Apache-2.0
//
// A growing list of strings that owns its copies.

#ifndef BERTH_COMMON_STRING_LIST_H
#define BERTH_COMMON_STRING_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct string_list {
	char **items;
	size_t count;
};

/* string_list_add - append a copy of @len bytes. Returns 0 or -ENOMEM. */
int string_list_add(struct string_list *list, const char *text, size_t len);

/* string_list_add_once - the same for a whole text, unless it is there already. */
int string_list_add_once(struct string_list *list, const char *text);

/* string_list_printf - append formatted text. Returns 0 or -ENOMEM. */
int string_list_printf(struct string_list *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* string_list_has - true if one of the strings is @text. */
bool string_list_has(const struct string_list *list, const char *text);

/* string_list_release - free everything and leave an empty list. */
void string_list_release(struct string_list *list);

#endif
