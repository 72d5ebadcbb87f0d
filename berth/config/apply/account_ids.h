// SPDX-License-Identifier: Apache-2.0
//
// Which numbers the names of users and groups have been given, once and for all. /etc/passwd is
// made anew at each boot, while files on the data partition belong to numbers. Pure.

#ifndef BERTH_ACCOUNT_IDS_H
#define BERTH_ACCOUNT_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACCOUNT_IDS_MAX 1000 /* bounds the search for a free one, too */
#define ACCOUNT_ID_LAST 59999 /* what is above is for containers */

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

/* account_ids_text - a line for each. Returns 0 or -ENOMEM; the caller frees. */
int account_ids_text(const struct account_ids *ids, char **ret_text);

void account_ids_release(struct account_ids *ids);

/* account_ids_find - the number of a name, or -1. */
int64_t account_ids_find(const struct account_ids *ids, const char *name, bool group);

/* account_ids_has - true if some user, or group, has the number. */
bool account_ids_has(const struct account_ids *ids, int64_t id, bool group);

/* account_ids_add - give a name a number. Returns 0, -ENOMEM, or -ENOSPC (there are too many). */
int account_ids_add(struct account_ids *ids, const char *name, bool group, int64_t id);

#endif
