// SPDX-License-Identifier: Apache-2.0
//
// A list of ssh keys in user-data: of root, or of a user. Pure.

#ifndef BERTH_USER_SSH_KEYS_H
#define BERTH_USER_SSH_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

/*
 * user_ssh_keys_read - read the value of a key that lists ssh keys.
 * @name: what to call it in messages
 * @max: more keys are not used
 * @diags: gets the problems; a key with one is left out
 * @keys: gets lines as the ssh server reads them, in place of what was in it; untouched if the
 * value is no list
 * @in_doubt: set if a key might have been meant that did not get through
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_ssh_keys_read(const struct node *value, const char *name, size_t max,
		       struct diag_list *diags, struct string_list *keys, bool *in_doubt);

#endif
