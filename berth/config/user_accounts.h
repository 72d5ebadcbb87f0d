// SPDX-License-Identifier: Apache-2.0
//
// The keys `users` and `groups` of user-data: who else may log in.
//
//   groups:
//     - backup: [web]
//   users:
//     - default            # root, who has the keys of ssh_authorized_keys
//     - name: web
//       gecos: Web server
//       groups: [backup, video]      # or "backup, video"
//       ssh_authorized_keys: [ssh-ed25519 AAAA...]
//       uid: 1001
//       homedir: /var/home/web       # default
//       shell: /bin/sh               # default
//
// Pure: which of the names exist already is known to who makes them (accounts_text.h).

#ifndef BERTH_USER_ACCOUNTS_H
#define BERTH_USER_ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/string_list.h"
#include "diag.h"
#include "yaml_tree.h"

#define USER_ACCOUNTS_MAX 200 /* users, and as many groups */
#define ACCOUNT_NAME_MAX 31
#define ACCOUNT_KEYS_MAX 64 /* of a user */

struct user_account {
	char *name; /* lower-case letters, digits, _ and - */
	char *gecos, *home, *shell; /* without colons and line ends; NULL: the default */
	char *primary_group; /* NULL: one of its own name */
	struct string_list groups; /* names like the user's */
	struct string_list keys; /* lines as the ssh server reads them */
	int64_t uid; /* -1: whichever is free */
	bool system, no_home;
	unsigned line, column; /* of the entry */
};

struct user_group {
	char *name;
	struct string_list members;
};

struct user_accounts {
	struct user_account *users;
	size_t user_count;
	struct user_group *groups;
	size_t group_count;
};

/* account_name_is_valid - true for a name that passwd(5) and everybody who reads it can stand. */
bool account_name_is_valid(const char *name);

/*
 * user_accounts_read_users, user_accounts_read_groups - read the values of the keys `users` and
 * `groups`, in place of what was read of the key before.
 * @diags: gets the problems; a user or group with one in its name is left out
 * @accounts: release with user_accounts_release()
 * Both return 0, also for bad values, or -ENOMEM.
 */
int user_accounts_read_users(const struct node *value, struct diag_list *diags,
			     struct user_accounts *accounts);
int user_accounts_read_groups(const struct node *value, struct diag_list *diags,
			      struct user_accounts *accounts);
void user_accounts_release(struct user_accounts *accounts);

#endif
