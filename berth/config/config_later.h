// SPDX-License-Identifier: Apache-2.0
//
// What of a configuration does not change while the machine runs. Pure.

#ifndef BERTH_CONFIG_LATER_H
#define BERTH_CONFIG_LATER_H

#include <stdbool.h>
#include <stdio.h>

#include "user_data/user_data.h"

/*
 * config_later_print - a line per key that was applied and waits for something.
 * @commands_done: those that run once per instance have run
 */
void config_later_print(const struct user_data *user, bool commands_done, FILE *out);

#endif
