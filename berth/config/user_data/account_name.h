// SPDX-License-Identifier: Apache-2.0
//
// Names of users and groups in user-data. Pure.

#ifndef BERTH_ACCOUNT_NAME_H
#define BERTH_ACCOUNT_NAME_H

#include <stdbool.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

#define ACCOUNT_NAME_MAX 31
#define ACCOUNT_NAMES_MAX 64 /* in a list: groups of a user, members of a group */

/*
 * account_name_is_valid - true for a name that passwd(5) and everybody who reads it can stand:
 * lower-case letters, digits, '_' and '-', not beginning with a digit or '-'.
 */
bool account_name_is_valid(const char *name);

/*
 * node_account_name - the text of a node that must be such a name.
 * @what: what to call it in the message
 * @diags: gets the problem if it is none
 * Returns the text (owned by the tree), or NULL.
 */
const char *node_account_name(const struct node *value, const char *what, struct diag_list *diags);

/*
 * node_account_names - names in a list, or in one string with commas or spaces between them.
 * @names: gets those that are right, in place of what was in it, each once, ACCOUNT_NAMES_MAX at
 * most Returns 0, also for bad values, or -ENOMEM.
 */
int node_account_names(const struct node *value, const char *what, struct diag_list *diags,
		       struct string_list *names);

#endif
