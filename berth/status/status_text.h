// SPDX-License-Identifier: Apache-2.0
//
// `berth status` for people: aligned text of 80 columns, without tabs. Pure, apart from the stream.

#ifndef BERTH_STATUS_TEXT_H
#define BERTH_STATUS_TEXT_H

#include <stdio.h>

#include "status.h"

/* status_print - everything. */
void status_print(const struct status *status, FILE *out);

/* status_print_short - the few lines that are shown at log-in. */
void status_print_short(const struct status *status, FILE *out);

#endif
