// SPDX-License-Identifier: Apache-2.0
//
// Reading what programs print. Pure.

#ifndef BERTH_HEALTH_TEXT_H
#define BERTH_HEALTH_TEXT_H

#include <stdbool.h>

/*
 * text_last_line - the last line that is not blank, without blanks around it; control characters
 * become blanks.
 * Returns a new string ("" if there is no such line), or NULL if memory is short.
 */
char *text_last_line(const char *text);

/* text_has_line - is one of the lines exactly this one? */
bool text_has_line(const char *text, const char *line);

#endif
