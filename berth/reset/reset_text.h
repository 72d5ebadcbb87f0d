// SPDX-License-Identifier: Apache-2.0
//
// What `berth reset` says before it does anything. Pure, apart from the stream.

#ifndef BERTH_RESET_TEXT_H
#define BERTH_RESET_TEXT_H

#include <stdio.h>

#include "../status/status.h"

#define RESET_WORD "reset" /* to be typed */

/* reset_print_loss - what will be lost: of @status only data, engine and containers are used. */
void reset_print_loss(const struct status *status, FILE *out);

/* reset_is_confirmed - is this line, with or without its end, the word? */
bool reset_is_confirmed(const char *line);

#endif
