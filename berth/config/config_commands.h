// SPDX-License-Identifier: Apache-2.0
//
// What the subcommands of `berth config` do. Each returns the exit status of the program.

#ifndef BERTH_CONFIG_COMMANDS_H
#define BERTH_CONFIG_COMMANDS_H

#include <stdbool.h>

/*
 * config_apply - keep a file, and carry it out as far as that can be done now.
 * @path: "-" is standard input
 * @network: it is a network-config, not user-data
 */
int config_apply(const char *path, bool network);

/* config_unapply - take back what was kept. */
int config_unapply(bool network);

/*
 * config_diff - print in what the configuration would differ from the one in force.
 * @path: what would be applied; NULL: what the next boot would find
 */
int config_diff(const char *path);

#endif
