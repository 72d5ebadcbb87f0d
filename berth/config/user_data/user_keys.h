// SPDX-License-Identifier: Apache-2.0
//
// The keys of a cloud-config: each top-level key goes through one table. A new key is one more row
// in it. Pure.

#ifndef BERTH_USER_KEYS_H
#define BERTH_USER_KEYS_H

#include "../../yaml/yaml_tree.h"
#include "user_data.h"

/*
 * user_keys_read - add what a file says to what others have said: of a key that several have, the
 * last one counts.
 * @diags: gets the problems
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_keys_read(const struct yaml_tree *tree, struct diag_list *diags, struct user_data *data);

#endif
