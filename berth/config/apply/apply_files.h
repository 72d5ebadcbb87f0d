// SPDX-License-Identifier: Apache-2.0
//
// Writing the files of the configuration. What lies in memory (/etc, /run) is written at each boot;
// what lies on the data partition (/var, /root) once per instance, as it may have been changed
// since.

#ifndef BERTH_APPLY_FILES_H
#define BERTH_APPLY_FILES_H

#include "../../yaml/diag.h"
#include "../user_data/user_files.h"

/*
 * apply_files - write them, in their order; those with `defer` last.
 * @instance: the instance-id, or NULL
 * @problems: gets what could not be written, with the place of its entry
 * Returns 0, or the negative errno of the last failure.
 */
int apply_files(const struct user_files *files, const char *instance, struct diag_list *problems);

#endif
