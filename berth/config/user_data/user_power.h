// SPDX-License-Identifier: Apache-2.0
//
// The key `power_state` of user-data: what the machine does when everything else is done, once per
// instance.
//
//   power_state:
//     mode: reboot                 # or poweroff, halt
//     delay: 5                     # minutes, or now (default); "+5" as well
//     message: see you
//     condition: test -e /var/x    # or words in a list, or true (default), false
//
// Pure.

#ifndef BERTH_USER_POWER_H
#define BERTH_USER_POWER_H

#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

/*
 * user_power_read - make a shell script of it.
 * @diags: gets the problems; after one that is in doubt, nothing is done
 * @ret_script: NULL if there is nothing to do; the caller frees it
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_power_read(const struct node *value, struct diag_list *diags, char **ret_script);

#endif
