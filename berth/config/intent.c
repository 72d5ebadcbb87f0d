// SPDX-License-Identifier: Apache-2.0
//
// What the machine should be, and the texts that follow from it. See intent.h.

#include "intent.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "yaml_quote.h"

struct intent intent_make(const struct user_data *user, const struct meta_data *meta)
{
	return (struct intent){
		.hostname = user->hostname ? user->hostname : meta->local_hostname,
		.ssh_authorized_keys = user->ssh_authorized_keys,
		.ssh_key_count = user->ssh_key_count,
		.install = user->install.disk ? &user->install : NULL,
		.ntp_servers = &user->ntp_servers,
		.files = &user->files,
		.bootcmd = user->bootcmd,
		.runcmd = user->runcmd,
		.scripts = &user->scripts,
		.instance = meta->instance_id,
		.no_keys_meant = user->ssh_key_count == 0 && !user->ssh_keys_in_doubt,
	};
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
	yaml_print_quoted(out, install->disk);
	if (install->args) {
		(void)fputs("    args: ", out);
		yaml_print_quoted(out, install->args);
	}
	(void)fprintf(out, "    force: %s\n    then: %s\n", install->force ? "true" : "false",
		      install->reboot ? "reboot" : "poweroff");
}

static void print_base64(FILE *out, const char *bytes, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
	cleanup_free char *text = malloc(room);

	if (text)
		(void)fprintf(out, "    content: \"%s\"\n",
			      sodium_bin2base64(text, room, (const unsigned char *)bytes, len,
						sodium_base64_VARIANT_ORIGINAL));
}

/* Whatever is no plain text, so that the result is YAML. */
static bool is_plain(const struct user_file *file)
{
	for (size_t i = 0; i < file->len; i++) {
		unsigned char c = (unsigned char)file->content[i];

		if ((c < ' ' && c != '\n' && c != '\t') || c >= 0x7F)
			return false;
	}
	return true;
}

static void print_file(FILE *out, const struct user_file *file)
{
	(void)fputs("  - path: ", out);
	yaml_print_quoted(out, file->path);
	if (file->owner) {
		(void)fputs("    owner: ", out);
		yaml_print_quoted(out, file->owner);
	}
	(void)fprintf(out, "    permissions: '%04o'\n", (unsigned)file->mode);
	if (file->append)
		(void)fputs("    append: true\n", out);
	if (file->defer)
		(void)fputs("    defer: true\n", out);
	if (!file->gzip && is_plain(file)) {
		(void)fputs("    content: ", out);
		yaml_print_quoted(out, file->content);
		return;
	}
	(void)fprintf(out, "    encoding: %s\n", file->gzip ? "gz+b64" : "b64");
	print_base64(out, file->content, file->len);
}

/* As one command: its lines are those of the script. */
static void print_commands(FILE *out, const char *key, const char *script)
{
	cleanup_free char *lines = NULL;

	if (!script)
		return;
	lines = strdup(strchr(script, '\n') + 1); /* behind `#!/bin/sh` */
	if (!lines)
		return;
	lines[strlen(lines) - 1] = '\0';
	(void)fprintf(out, "%s:\n  - ", key);
	yaml_print_quoted(out, lines);
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
		yaml_print_quoted(out, intent->hostname);
	}
	if (intent->ssh_key_count)
		(void)fputs("ssh_authorized_keys:\n", out);
	for (size_t i = 0; i < intent->ssh_key_count; i++) {
		(void)fputs("  - ", out);
		yaml_print_quoted(out, intent->ssh_authorized_keys[i]);
	}
	if (intent->ntp_servers->count)
		(void)fputs("ntp:\n  servers:\n", out);
	for (size_t i = 0; i < intent->ntp_servers->count; i++) {
		(void)fputs("    - ", out);
		yaml_print_quoted(out, intent->ntp_servers->items[i]);
	}
	if (intent->files->count)
		(void)fputs("write_files:\n", out);
	for (size_t i = 0; i < intent->files->count; i++)
		print_file(out, &intent->files->items[i]);
	print_commands(out, "bootcmd", intent->bootcmd);
	print_commands(out, "runcmd", intent->runcmd);
	for (size_t i = 0; i < intent->scripts->count; i++)
		(void)fprintf(out, "# and a script of %zu bytes\n",
			      strlen(intent->scripts->items[i]));
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

int intent_ntp_text(const struct intent *intent, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < intent->ntp_servers->count; i++)
		(void)fprintf(out, "server %s\n", intent->ntp_servers->items[i]);
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
