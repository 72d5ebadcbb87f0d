// SPDX-License-Identifier: Apache-2.0
//
// Makes the users and groups that the configuration names: /etc/passwd, /etc/group, home
// directories, ssh keys. A second call changes nothing.

#ifndef BERTH_APPLY_ACCOUNTS_H
#define BERTH_APPLY_ACCOUNTS_H

#include "../../yaml/diag.h"
#include "../user_data/user_accounts.h"
#include "../user_data/user_groups.h"

/*
 * apply_accounts - make them.
 * @problems: gets what could not be done, with the place of the user
 * Returns 0, or the negative errno of the last step that failed; the others are done all the same.
 */
int apply_accounts(const struct user_accounts *users, const struct user_groups *groups,
		   struct diag_list *problems);

#endif
