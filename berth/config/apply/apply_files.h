// SPDX-License-Identifier: Apache-2.0
//
// Writing the files of the configuration. What lies in memory (/etc, /run) is written at each boot;
// what lies on the data partition (/var, /root) once per instance, as it may have been changed
// since.

#ifndef BERTH_APPLY_FILES_H
#define BERTH_APPLY_FILES_H

#include <stdbool.h>

#include "../../yaml/diag.h"
#include "../user_data/user_files.h"

/*
 * apply_files - write them, in their order; those with `defer` last.
 * @done: what lies on the data partition has been written
 * @appended_path: where what was appended in this boot is remembered
 * @problems: gets what could not be written, with the place of its entry
 * Returns 0, or the negative errno of the last failure.
 */
int apply_files(const struct user_files *files, bool done, const char *appended_path,
		struct diag_list *problems);

/* apply_files_any_kept - whether there are any that lie on the data partition. */
bool apply_files_any_kept(const struct user_files *files);

#endif
