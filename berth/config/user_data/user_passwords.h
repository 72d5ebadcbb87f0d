// SPDX-License-Identifier: Apache-2.0
//
// The keys `chpasswd` and `password` of user-data.
//
//   password: secret               # of root, who is the default user
//   chpasswd:
//     users:
//       - {name: web, password: "$6$..."}            # a hash, or
//       - {name: ops, password: secret, type: text}
//     list: |                      # the older way to say it
//       web:$6$...
//
// Pure.

#ifndef BERTH_USER_PASSWORDS_H
#define BERTH_USER_PASSWORDS_H

#include <stddef.h>

#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"
#include "password.h"

#define USER_PASSWORDS_MAX 201 /* that of each user, and of root */

struct user_passwords {
	struct user_password {
		char *name; /* account_name_is_valid() */
		struct password password;
	} * items;
	size_t count;
};

/*
 * user_passwords_read - read the value of the key `chpasswd`.
 * @diags: gets the problems, never with a password
 * @passwords: gets one per name; of several the last one counts
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_passwords_read(const struct node *value, struct diag_list *diags,
			struct user_passwords *passwords);

/* user_passwords_find - that of a name, or NULL. */
const struct user_password *user_passwords_find(const struct user_passwords *passwords,
						const char *name);

void user_passwords_release(struct user_passwords *passwords);

#endif
