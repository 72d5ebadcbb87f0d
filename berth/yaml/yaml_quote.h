// SPDX-License-Identifier: Apache-2.0
//
// Strings as YAML that is read back as the same strings. Pure.

#ifndef BERTH_YAML_QUOTE_H
#define BERTH_YAML_QUOTE_H

#include <stdio.h>

#include "../../common/string_list.h"

/* yaml_print_quoted - print UTF-8 in double quotes: what YAML, or a terminal, could act on escaped.
 */
void yaml_print_quoted(FILE *out, const char *text);

/*
 * yaml_print_string - print a line `KEY: "TEXT"`.
 * @key: with what stands before it
 * @text: NULL = nothing is printed
 */
void yaml_print_string(FILE *out, const char *key, const char *text);

/*
 * yaml_print_list - print a line `KEY:`, and one for each string.
 * @key: with what stands before it
 * @indent: what stands before each `- `
 * @list: if it is empty nothing is printed
 */
void yaml_print_list(FILE *out, const char *key, const char *indent,
		     const struct string_list *list);

#endif
