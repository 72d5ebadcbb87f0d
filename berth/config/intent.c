// SPDX-License-Identifier: Apache-2.0
//
// What the machine should be, and the texts that follow from it. See intent.h.

#include "intent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct intent intent_make(const struct user_data *user, const struct meta_data *meta)
{
	return (struct intent){
		.hostname = user->hostname ? user->hostname : meta->local_hostname,
		.ssh_authorized_keys = user->ssh_authorized_keys,
		.ssh_key_count = user->ssh_key_count,
		.install = user->install.disk ? &user->install : NULL,
		.no_keys_meant = user->ssh_key_count == 0 && !user->ssh_keys_in_doubt,
	};
}

static void print_quoted(FILE *out, const char *text)
{
	(void)fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			(void)fputc('\\', out);
		if (*text == '\t')
			(void)fputs("\\t", out);
		else
			(void)fputc(*text, out);
	}
	(void)fputs("\"\n", out);
}

/* Ends what open_memstream() began; one place for its three ways to fail. */
static int finish(FILE *out, char **text, char **ret_text)
{
	int failed = ferror(out);

	if (fclose(out) || failed) {
		free(*text);
		return -ENOMEM;
	}
	*ret_text = *text;
	return 0;
}

static void print_install(FILE *out, const struct user_install *install)
{
	(void)fputs("berth:\n  install:\n    disk: ", out);
	print_quoted(out, install->disk);
	if (install->args) {
		(void)fputs("    args: ", out);
		print_quoted(out, install->args);
	}
	(void)fprintf(out, "    force: %s\n    then: %s\n", install->force ? "true" : "false",
		      install->reboot ? "reboot" : "poweroff");
}

int intent_config_text(const struct intent *intent, const char *source, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	(void)fprintf(out, "#cloud-config\n# In force since boot; from: %s\n", source);
	if (intent->hostname) {
		(void)fputs("hostname: ", out);
		print_quoted(out, intent->hostname);
	}
	if (intent->ssh_key_count)
		(void)fputs("ssh_authorized_keys:\n", out);
	for (size_t i = 0; i < intent->ssh_key_count; i++) {
		(void)fputs("  - ", out);
		print_quoted(out, intent->ssh_authorized_keys[i]);
	}
	if (intent->install)
		print_install(out, intent->install);
	return finish(out, &text, ret_text);
}

int intent_authorized_keys_text(const struct intent *intent, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	(void)fputs(AUTHORIZED_KEYS_MARK "\n# (ssh_authorized_keys); changes made here are lost.\n",
		    out);
	for (size_t i = 0; i < intent->ssh_key_count; i++)
		(void)fprintf(out, "%s\n", intent->ssh_authorized_keys[i]);
	return finish(out, &text, ret_text);
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
	return finish(out, &text, ret_text);
}
