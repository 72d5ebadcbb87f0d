// SPDX-License-Identifier: Apache-2.0
//
// Values for the JSON that `berth` prints. What is not known is null, and what others wrote is made
// safe for JSON. Each function returns a new reference, or NULL if memory is short: the functions
// of jansson that take over a reference accept NULL and fail, so one check at the end finds that.

#ifndef BERTH_JSON_VALUES_H
#define BERTH_JSON_VALUES_H

#include <jansson.h>
#include <stdint.h>

#include "../../common/string_list.h"

/* value_text - a string; null for NULL. Bytes that are not UTF-8 become `?`. */
json_t *value_text(const char *text);

/* value_texts - an array of strings. */
json_t *value_texts(const struct string_list *list);

/* value_bytes - a number of bytes. */
json_t *value_bytes(uint64_t bytes);

/* value_append - append to an array, and take @value over; a failure leaves NULL in its place. */
void value_append(json_t **array, json_t *value);

/*
 * value_print - the whole as text.
 * @value: is released
 * @ret_text: ends with a newline; the caller frees it
 * Returns 0 or -ENOMEM.
 */
int value_print(json_t *value, char **ret_text);

#endif
