// SPDX-License-Identifier: Apache-2.0
//
// Values for JSON. See json_values.h.

#include "json_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

#include "text_rows.h"

json_t *value_text(const char *text)
{
	cleanup_free char *safe = NULL;
	json_t *made;

	if (!text)
		return json_null();
	made = json_string(text);
	if (made)
		return made;
	safe = strdup(text);
	if (!safe)
		return NULL;
	text_printable(safe);
	return json_string(safe);
}

json_t *value_texts(const struct string_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->count; i++)
		value_append(&array, value_text(list->items[i]));
	return array;
}

json_t *value_bytes(uint64_t bytes)
{
	return json_integer((json_int_t)bytes);
}

void value_append(json_t **array, json_t *value)
{
	if (json_array_append_new(*array, value) < 0) {
		json_decref(*array);
		*array = NULL;
	}
}

int value_print(json_t *value, char **ret_text)
{
	cleanup_free char *dumped = value ? json_dumps(value, JSON_INDENT(2)) : NULL;

	json_decref(value);
	*ret_text = dumped ? format_text("%s\n", dumped) : NULL;
	return *ret_text ? 0 : -ENOMEM;
}
