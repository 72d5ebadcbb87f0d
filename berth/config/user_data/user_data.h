// SPDX-License-Identifier: Apache-2.0
//
// cloud-config user-data: from bytes to what the machine should be. Everything in the file that is
// right comes out, everything that is not becomes a problem with its place; no key is passed over
// in silence. A new key is one more row in the table in user_keys.c. Pure.

#ifndef BERTH_USER_DATA_H
#define BERTH_USER_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "user_accounts.h"
#include "user_berth.h"
#include "user_ca_certs.h"
#include "user_files.h"
#include "user_groups.h"
#include "user_passwords.h"

#define USER_DATA_MAX 1048576 /* 1 MiB */
#define USER_DATA_SSH_KEYS_MAX 256

struct user_data {
	char *hostname, *fqdn; /* valid by RFC 1123, perhaps with a domain; NULL: not given */
	struct string_list ssh_keys; /* of root: lines as the ssh server reads them */
	/* Keys might have been meant that did not get through: one is bad, or a word is misspelt.
	 */
	bool ssh_keys_in_doubt;
	struct user_accounts users; /* but root, whose keys are above */
	struct user_groups groups;
	struct user_passwords passwords; /* beside those of users */
	struct password password; /* of root, if nothing above says one */
	bool ssh_passwords; /* ssh takes them, not only keys */
	struct user_berth berth; /* what is installed, registries, and so on */
	char *timezone; /* a name below /usr/share/zoneinfo; NULL: UTC */
	struct string_list ntp_servers; /* names or addresses, one word each; none: the image's */
	struct user_ca_certs ca_certs;
	struct user_files files;
	char *bootcmd, *runcmd; /* shell scripts; NULL: nothing */
	char *power; /* a shell script: user_power.h; NULL: nothing */
	char *final_message; /* NULL: none */
	struct string_list scripts; /* the file itself, or parts of it, if that begins with `#!` */
	bool usable; /* a script, or a mapping that could be read to its end: worth keeping */
};

/*
 * user_data_parse - read a user-data file.
 * @bytes, @len: the file
 * @diags: gets the problems
 * @ret_data: what is valid; release with user_data_release()
 * Returns 0, also for a bad file, or -ENOMEM.
 */
int user_data_parse(const char *bytes, size_t len, struct diag_list *diags,
		    struct user_data *ret_data);

/*
 * user_data_add - read a file on top of another one: of a key that both have, this one's value
 * counts; of scripts, both are run.
 * @data: of the other file
 * Returns 0 or -ENOMEM; @data is to be released in any case.
 */
int user_data_add(const char *bytes, size_t len, struct diag_list *diags, struct user_data *data);

/* user_data_release - free the content. */
void user_data_release(struct user_data *data);

#endif
