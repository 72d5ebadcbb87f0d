// SPDX-License-Identifier: Apache-2.0
//
// passwd(5) and group(5) with the users and groups of the configuration. They are made anew at each
// boot, from those of the image, so which number a name has is kept: files on the data partition
// belong to numbers. Pure.

#ifndef BERTH_ACCOUNTS_TEXT_H
#define BERTH_ACCOUNTS_TEXT_H

#include "user_accounts.h"

#define HOME_DIR "/var/home" /* of those who name none */
#define ACCOUNT_IDS_MAX 2000

/* Which numbers names have been given, once and for all. */
struct account_ids {
	struct account_id {
		char *name;
		bool group;
		int64_t id;
	} * items;
	size_t count;
};

/*
 * account_ids_parse - read what account_ids_text() has written; lines that are none are passed
 * over.
 * @ret: release with account_ids_release()
 * Returns 0 or -ENOMEM.
 */
int account_ids_parse(const char *text, struct account_ids *ret);
int account_ids_text(const struct account_ids *ids, char **ret_text);
void account_ids_release(struct account_ids *ids);

/* account_id_find - the number of a name, or -1. */
int64_t account_id_find(const struct account_ids *ids, const char *name, bool group);

/*
 * accounts_text - both files. A user whose name the image has is left out: that one is not changed.
 * @ids: gets the numbers of new names
 * @passwd, @group: of the image
 * @problems: gets what cannot be as it was asked for, with the place of the user
 * @ret_passwd, @ret_group: the caller frees them
 * Returns 0, -ENOMEM, or -ENOSPC (there is no number left).
 */
int accounts_text(const struct user_accounts *accounts, struct account_ids *ids, const char *passwd,
		  const char *group, struct diag_list *problems, char **ret_passwd,
		  char **ret_group);

#endif
