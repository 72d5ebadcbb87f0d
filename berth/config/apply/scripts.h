// SPDX-License-Identifier: Apache-2.0
//
// The commands of the configuration. `bootcmd` is run at each boot, while it is read; `runcmd` and
// what of user-data is a script once per instance, when the system is up: all of them are left in
// SCRIPTS_DIR for `berth config final`, or none.

#ifndef BERTH_CONFIG_SCRIPTS_H
#define BERTH_CONFIG_SCRIPTS_H

#include "../../yaml/diag.h"
#include "../user_data/user_data.h"

/*
 * scripts_boot - run bootcmd, within a time limit; what it prints is kept in SCRIPTS_OUTPUT.
 * @instance: the instance-id, given to it as INSTANCE_ID; NULL = none
 * @problems: gets how it failed
 * Returns 0, or a negative errno if it could not be run to its end.
 */
int scripts_boot(const struct user_data *user, const char *instance, struct diag_list *problems);

/*
 * scripts_leave - leave what is to be run later, if it has not been for this instance; what was
 * left before is removed. Returns 0 or a negative errno, told in @problems.
 */
int scripts_leave(const struct user_data *user, const char *instance, struct diag_list *problems);

/* scripts_open_output - the file that commands write to, at its end. A descriptor or -errno. */
int scripts_open_output(void);

#endif
