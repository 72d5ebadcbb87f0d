// SPDX-License-Identifier: Apache-2.0
//
// The intent as cloud-config. See config_text.h.

#include "config_text.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../yaml/yaml_quote.h"
#include "berth_text.h"

/* In quotes: `yes` is a name, too. */
static void print_groups(FILE *out, const struct user_groups *groups)
{
	if (groups->count > 0)
		(void)fputs("groups:\n", out);
	for (size_t i = 0; i < groups->count; i++) {
		(void)fprintf(out, "  - \"%s\":\n", groups->items[i].name);
		for (size_t k = 0; k < groups->items[i].members.count; k++)
			(void)fprintf(out, "      - \"%s\"\n", groups->items[i].members.items[k]);
	}
}

static void print_user(FILE *out, const struct user_account *user)
{
	yaml_print_string(out, "  - name", user->name);
	yaml_print_string(out, "    gecos", user->gecos);
	yaml_print_string(out, "    homedir", user->home);
	yaml_print_string(out, "    shell", user->shell);
	yaml_print_string(out, "    primary_group", user->primary_group);
	yaml_print_list(out, "    groups", "      ", &user->groups);
	if (user->uid >= 0)
		(void)fprintf(out, "    uid: %lld\n", (long long)user->uid);
	if (user->system)
		(void)fputs("    system: true\n", out);
	if (user->no_home)
		(void)fputs("    no_create_home: true\n", out);
	yaml_print_list(out, "    ssh_authorized_keys", "      ", &user->ssh_keys);
}

static void print_users(FILE *out, const struct user_accounts *users)
{
	if (users->count > 0)
		(void)fputs("users:\n", out);
	for (size_t i = 0; i < users->count; i++)
		print_user(out, &users->items[i]);
}

/* Hashes are secrets as well: said is only whose they are. */
static void print_passwords(FILE *out, const struct intent *intent)
{
	const struct user_passwords *said = intent->passwords;

	if (intent->password->text || intent->users->root_password.text)
		(void)fputs("# and a password of root\n", out);
	for (size_t i = 0; i < intent->users->count; i++)
		if (intent->users->items[i].password.text)
			(void)fprintf(out, "# and a password of %s%s\n",
				      intent->users->items[i].name,
				      intent->users->items[i].unlocked ? "" : ", locked");
	for (size_t i = 0; i < said->count; i++)
		(void)fprintf(out, "# and a password of %s, by chpasswd\n", said->items[i].name);
	if (intent->ssh_passwords)
		(void)fputs("ssh_pwauth: true\n", out);
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
	yaml_print_string(out, "  - path", file->path);
	yaml_print_string(out, "    owner", file->owner);
	(void)fprintf(out, "    permissions: '%04o'\n", (unsigned)file->mode);
	if (file->append)
		(void)fputs("    append: true\n", out);
	if (file->defer)
		(void)fputs("    defer: true\n", out);
	if (!file->gzip && is_plain(file)) {
		yaml_print_string(out, "    content", file->content);
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

static void print_files(FILE *out, const struct user_files *files)
{
	if (files->count > 0)
		(void)fputs("write_files:\n", out);
	for (size_t i = 0; i < files->count; i++)
		print_file(out, &files->items[i]);
}

/* Where people come from who want to change it, so scripts are not shown: their text may be long.
 */
static void print_scripts(FILE *out, const struct string_list *scripts)
{
	for (size_t i = 0; i < scripts->count; i++)
		(void)fprintf(out, "# and a script of %zu bytes\n", strlen(scripts->items[i]));
}

static void print_ntp(FILE *out, const struct string_list *servers)
{
	if (servers->count > 0)
		(void)fputs("ntp:\n", out);
	yaml_print_list(out, "  servers", "    ", servers);
}

static void print_ca_certs(FILE *out, const struct user_ca_certs *certs)
{
	if (certs->trusted.count == 0 && !certs->remove_defaults)
		return;
	(void)fputs("ca_certs:\n", out);
	if (certs->remove_defaults)
		(void)fputs("  remove_defaults: true\n", out);
	yaml_print_list(out, "  trusted", "    ", &certs->trusted);
}

static void print_all(FILE *out, const struct intent *intent)
{
	yaml_print_string(out, "hostname", intent->hostname);
	if (intent->fqdn != intent->hostname)
		yaml_print_string(out, "fqdn", intent->fqdn);
	yaml_print_list(out, "ssh_authorized_keys", "  ", intent->ssh_keys);
	print_groups(out, intent->groups);
	print_users(out, intent->users);
	print_passwords(out, intent);
	yaml_print_string(out, "timezone", intent->timezone);
	print_ntp(out, intent->ntp_servers);
	print_ca_certs(out, intent->ca_certs);
	print_files(out, intent->files);
	print_commands(out, "bootcmd", intent->bootcmd);
	print_commands(out, "runcmd", intent->runcmd);
	yaml_print_string(out, "final_message", intent->final_message);
	print_scripts(out, intent->scripts);
	if (intent->power)
		(void)fputs("# and a power_state\n", out);
	berth_text_print(out, intent->berth);
}

int config_text_make(const struct intent *intent, const char *source, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	(void)fprintf(out, "#cloud-config\n# In force; from: %s\n", source);
	print_all(out, intent);
	int failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}
