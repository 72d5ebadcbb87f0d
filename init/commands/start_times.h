// SPDX-License-Identifier: Apache-2.0
//
// When services began to start for the first time, and how long that took, as a
// table.

#ifndef BERTH_INIT_START_TIMES_H
#define BERTH_INIT_START_TIMES_H

#include <stdio.h>

#include "../control/client.h"

/* start_times_print - for people. */
void start_times_print(const struct control_list *list, FILE *to);

/* start_times_shows - true if it has begun to start by itself, not by hand. Pure. */
bool start_times_shows(const struct control_record *record);

/* start_times_took_ms - how long a start took; -1 = it has not begun, or is not over. Pure. */
int64_t start_times_took_ms(const struct control_record *record);

#endif
