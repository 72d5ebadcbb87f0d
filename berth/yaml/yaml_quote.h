// SPDX-License-Identifier: Apache-2.0
//
// Strings as YAML that is read back as the same strings. Pure.

#ifndef BERTH_YAML_QUOTE_H
#define BERTH_YAML_QUOTE_H

#include <stdio.h>

/* yaml_print_quoted - print UTF-8 in double quotes: what YAML, or a terminal, could act on escaped.
 */
void yaml_print_quoted(FILE *out, const char *text);

#endif
