// SPDX-License-Identifier: Apache-2.0
//
// passwd(5) and group(5) with the users and groups of the configuration. They are made anew at each
// boot, from those of the image. Pure.

#ifndef BERTH_ACCOUNTS_TEXT_H
#define BERTH_ACCOUNTS_TEXT_H

#include <sys/types.h>

#include "../../yaml/diag.h"
#include "../user_data/user_accounts.h"
#include "../user_data/user_groups.h"
#include "account_ids.h"

#define HOMES_DIR "/var/home"

struct accounts_text {
	char *passwd, *group;
	struct account {
		const struct user_account *user; /* borrowed */
		char *home;
		const char *shell; /* borrowed */
		uid_t uid;
		gid_t gid;
	} * accounts; /* those that there are now */
	size_t count;
};

/*
 * accounts_text_make - both files. A user that the image has is left out: that one is not changed.
 * @ids: gets the numbers of new names
 * @passwd, @group, @shells: those files of the image (passwd(5), group(5), shells(5))
 * @problems: gets what cannot be as it was asked for, with the place of the user or group
 * @ret: release with accounts_text_release()
 * Returns 0 or -ENOMEM.
 */
int accounts_text_make(const struct user_accounts *users, const struct user_groups *groups,
		       const char *passwd, const char *group, const char *shells,
		       struct account_ids *ids, struct diag_list *problems,
		       struct accounts_text *ret);
void accounts_text_release(struct accounts_text *text);

#endif
