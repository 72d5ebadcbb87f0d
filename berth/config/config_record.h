// SPDX-License-Identifier: Apache-2.0
//
// What a configuration leaves for `berth config show` and `berth status`: what is in force, and
// what was wrong.

#ifndef BERTH_CONFIG_RECORD_H
#define BERTH_CONFIG_RECORD_H

#include "configuration.h"

/*
 * config_record_write - leave it.
 * @ret_report: the problems and notes, a line each, also when they cannot be written; freed by the
 * caller; NULL: no memory
 * Returns 0 or a negative errno, which has been logged.
 */
int config_record_write(const struct configuration *c, char **ret_report);

#endif
