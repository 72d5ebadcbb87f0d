// SPDX-License-Identifier: Apache-2.0
//
// The key `groups` of user-data: groups that the machine is to have, perhaps with members.
//
//   groups:
//     - backup
//     - web: [alice, bob]
//
// A group that the image has gets the members as well. Pure.

#ifndef BERTH_USER_GROUPS_H
#define BERTH_USER_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

#define USER_GROUPS_MAX 200

struct user_groups {
	struct user_group {
		char *name;
		struct string_list members; /* names of users, who may not exist */
		unsigned line, column; /* of the entry */
	} * items;
	size_t count;
	bool placed; /* in the file as a whole: see user_groups_move() */
};

/*
 * user_groups_read - read the value of the key `groups`.
 * @diags: gets the problems; a group with one in its name is left out
 * @ret: release with user_groups_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_groups_read(const struct node *value, struct diag_list *diags, struct user_groups *ret);
/* user_groups_move - as user_accounts_move(). */
void user_groups_move(struct user_groups *groups, unsigned line, bool encoded);

void user_groups_release(struct user_groups *groups);

#endif
