// SPDX-License-Identifier: Apache-2.0
//
// `auto`: the only disk of the machine that an installation is possible on.

#ifndef BERTH_INSTALL_DISK_AUTO_H
#define BERTH_INSTALL_DISK_AUTO_H

#include <stdbool.h>

#include "../../common/string_list.h"

/*
 * disk_auto_choose - wait until no disk comes any more (disk_settling.h), saying so, and choose.
 * @force: also one that is not empty
 * @ret_name: the caller frees it
 * Returns 0, or a negative errno after having said why there is none.
 */
int disk_auto_choose(bool force, char **ret_name);

/*
 * disk_auto_problem - why none of them is the one. Pure.
 * @disks: all of the machine
 * @possible: those of them that an installation is possible on: none, or more than one
 * Returns the text, which the caller frees, or NULL if memory is short.
 */
char *disk_auto_problem(const struct string_list *disks, const struct string_list *possible,
			bool force);

#endif
