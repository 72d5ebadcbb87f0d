// SPDX-License-Identifier: Apache-2.0
//
// What the machine should be: one struct made of all that was read, and the texts of the files that
// follow from it. Sources and their order are decided here and nowhere else, so a further source is
// one more argument. Pure.

#ifndef BERTH_INTENT_H
#define BERTH_INTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "user_data/meta_data.h"
#include "user_data/user_data.h"

struct intent {
	const char *hostname; /* perhaps with a domain; NULL: leave the one of the image */
	const char *fqdn; /* full name; without one given, the same; NULL as well */
	const struct string_list *ssh_keys; /* of root */
	const struct user_accounts *users; /* others */
	const struct user_groups *groups;
	const struct user_passwords *passwords; /* beside those of users */
	const struct password *password; /* of root, if nothing above says one */
	bool ssh_passwords; /* ssh takes them, not only keys */
	const struct user_install *install; /* by a live system; NULL: nothing */
	const struct user_berth *berth; /* the rest of what cloud-config has no word for */
	const char *timezone; /* a name; NULL: UTC */
	const struct string_list *ntp_servers;
	const struct user_ca_certs *ca_certs;
	const struct user_files *files;
	const char *bootcmd, *runcmd; /* shell scripts; NULL: nothing */
	const struct string_list *scripts;
	const char *power; /* a shell script, at the end of all; NULL: nothing */
	const char *final_message; /* final_message.h; NULL: none */
	const char *instance; /* what is done once is done once for it; NULL: not given */
	bool no_keys_meant; /* none at all, and surely so: one put there earlier must go */
};

/*
 * intent_make - put together what was read; user-data wins over meta-data.
 * @user, @meta: borrowed by the result
 */
struct intent intent_make(const struct user_data *user, const struct meta_data *meta);

/* intent_ntp_text - content of /etc/ntp.conf. Returns 0 or -ENOMEM; caller frees. */
int intent_ntp_text(const struct intent *intent, char **ret_text);

/*
 * intent_install_words - what is to be installed, in the words of the kernel command line that ask
 * for the same (../install/unattended.h).
 * @intent: with something to install
 * Returns 0 or -ENOMEM; caller frees.
 */
int intent_install_words(const struct intent *intent, char **ret_text);

#endif
