// SPDX-License-Identifier: Apache-2.0
//
// The key `users` of user-data: who else may log in.
//
//   users:
//     - default                      # root, who has the keys of ssh_authorized_keys
//     - name: web
//       gecos: Web server
//       groups: [backup, video]      # or "backup, video"
//       primary_group: www           # default: one of its own name
//       ssh_authorized_keys: [ssh-ed25519 AAAA...]
//       uid: 1001                    # default: the first that is free
//       homedir: /var/home/web       # default
//       shell: /bin/sh               # default
//       hashed_passwd: $6$...        # with it: lock_passwd: false
//
// Pure: which names and numbers are there already is known to who makes them (accounts_text.h).

#ifndef BERTH_USER_ACCOUNTS_H
#define BERTH_USER_ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"
#include "password.h"

#define USER_ACCOUNTS_MAX 200
#define USER_ACCOUNT_KEYS_MAX 64

struct user_accounts {
	struct user_account {
		char *name; /* account_name_is_valid() */
		char *gecos, *home, *shell; /* no colon, no line end; NULL: the default */
		char *primary_group; /* NULL: one of its own name */
		struct string_list groups; /* names like the user's */
		struct string_list ssh_keys; /* lines as the ssh server reads them */
		int64_t uid; /* -1: whichever is free */
		struct password password;
		bool unlocked; /* by the password; a locked one is of no use */
		bool system, no_home;
		bool keys_in_doubt; /* one might have been meant that did not get through */
		unsigned line, column; /* of the entry */
	} * items;
	size_t count;
	bool placed; /* in the file as a whole: see user_accounts_move() */
	/* What an entry `root` says: of the image's user only the keys and the password can be
	 * chosen. */
	struct string_list root_keys;
	bool root_keys_in_doubt;
	struct password root_password; /* one that is not locked */
};

/*
 * user_accounts_read - read the value of the key `users`.
 * @diags: gets the problems; what is wrong about a user is as if it had not been said, as nobody is
 * to be locked out by it
 * @ret: release with user_accounts_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_accounts_read(const struct node *value, struct diag_list *diags,
		       struct user_accounts *ret);

/*
 * user_accounts_move - the places of users in a file of which this is a part.
 * @line: where the part begins
 * @encoded: its own lines cannot be seen in the file
 */
void user_accounts_move(struct user_accounts *accounts, unsigned line, bool encoded);

void user_accounts_release(struct user_accounts *accounts);

#endif
