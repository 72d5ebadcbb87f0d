// SPDX-License-Identifier: Apache-2.0
//
// Reading a file that a person names, with everything that is wrong in it. Needs no Berth system.

#ifndef BERTH_CONFIG_CHECK_H
#define BERTH_CONFIG_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "user_data/user_data.h"

struct checked_file {
	char *bytes; /* of user-data decompressed */
	size_t len;
	struct user_data user; /* what was read from it, if it is user-data */
	size_t problems; /* how many were printed; notes are none */
};

/*
 * config_check - read a file and print what is wrong in it, a line each: FILE:LINE:COLUMN: TEXT.
 * @path: "-" is standard input
 * @network: it is a network-config, not user-data
 * @ret: release with checked_file_release()
 * Returns 0, also for a bad file, or a negative errno, which has been logged.
 */
int config_check(const char *path, bool network, FILE *out, struct checked_file *ret);

void checked_file_release(struct checked_file *file);

#endif
