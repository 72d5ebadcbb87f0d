// SPDX-License-Identifier: Apache-2.0
//
// What the machine should be, and the texts that follow from it. See intent.h.

#include "intent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/text.h"

struct intent intent_make(const struct user_data *user, const struct meta_data *meta)
{
	const char *given = user->hostname ? user->hostname : user->fqdn;
	const char *name = given ? given : meta->local_hostname;

	return (struct intent){
		.hostname = name,
		.fqdn = user->fqdn ? user->fqdn : name,
		.ssh_keys = &user->ssh_keys,
		.users = &user->users,
		.groups = &user->groups,
		.passwords = &user->passwords,
		.password = &user->password,
		.ssh_passwords = user->ssh_passwords,
		.install = user->berth.install.disk ? &user->berth.install : NULL,
		.berth = &user->berth,
		.timezone = user->timezone,
		.ntp_servers = &user->ntp_servers,
		.ca_certs = &user->ca_certs,
		.files = &user->files,
		.bootcmd = user->bootcmd,
		.runcmd = user->runcmd,
		.power = user->power,
		.final_message = user->final_message,
		.scripts = &user->scripts,
		.instance = meta->instance_id,
		.no_keys_meant = user->ssh_keys.count == 0 && !user->ssh_keys_in_doubt,
	};
}

int intent_ntp_text(const struct intent *intent, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < intent->ntp_servers->count; i++)
		(void)fprintf(out, "server %s\n", intent->ntp_servers->items[i]);
	return text_end(out, &text, ret_text);
}

int intent_install_words(const struct intent *intent, char **ret_text)
{
	const struct user_install *install = intent->install;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	(void)fprintf(out, "berth.install=%s berth.install.then=%s", install->disk,
		      install->reboot ? "reboot" : "poweroff");
	if (install->force)
		(void)fputs(" berth.install.force", out);
	if (install->args)
		(void)fprintf(out, " berth.install.args=\"%s\"", install->args);
	return text_end(out, &text, ret_text);
}
