// SPDX-License-Identifier: Apache-2.0
//
// The slots for people: rows of 80 columns. Pure, apart from the stream.

#ifndef BERTH_SLOTS_TEXT_H
#define BERTH_SLOTS_TEXT_H

#include <stdio.h>

#include "slots.h"

/* slots_print - all that is known, as `berth slots` shows it. */
void slots_print(const struct slots *slots, FILE *out);

/*
 * slots_summary - one line for `berth status`: "a of vda, version 1, good, verified; b: empty".
 * Returns the text, which the caller frees, or NULL if memory is short.
 */
char *slots_summary(const struct slots *slots);

#endif
