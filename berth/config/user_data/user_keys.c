// SPDX-License-Identifier: Apache-2.0
//
// The keys of a cloud-config. See user_keys.h.

#include "user_keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/text.h"
#include "../../yaml/node_value.h"
#include "host_name.h"
#include "user_commands.h"
#include "user_ntp.h"
#include "user_power.h"
#include "user_ssh_keys.h"

#define ZONE_MAX 64

struct reader {
	struct user_data *data;
	struct diag_list *diags;
};

static int read_hostname(struct reader *r, const struct node *value)
{
	return node_host_name(value, "hostname", r->diags, &r->data->hostname);
}

static int read_fqdn(struct reader *r, const struct node *value)
{
	return node_host_name(value, "fqdn", r->diags, &r->data->fqdn);
}

static int read_ssh_keys(struct reader *r, const struct node *value)
{
	return user_ssh_keys_read(value, "ssh_authorized_keys", USER_DATA_SSH_KEYS_MAX, r->diags,
				  &r->data->ssh_keys, &r->data->ssh_keys_in_doubt);
}

/* A user that is left out may have been root. */
static int read_users(struct reader *r, const struct node *value)
{
	size_t before = diag_found(r->diags);
	int ret;

	user_accounts_release(&r->data->users);
	ret = user_accounts_read(value, r->diags, &r->data->users);
	if (diag_found(r->diags) > before)
		r->data->ssh_keys_in_doubt = true;
	return ret;
}

static int read_groups(struct reader *r, const struct node *value)
{
	user_groups_release(&r->data->groups);
	return user_groups_read(value, r->diags, &r->data->groups);
}

static int read_chpasswd(struct reader *r, const struct node *value)
{
	user_passwords_release(&r->data->passwords);
	return user_passwords_read(value, r->diags, &r->data->passwords);
}

/* Of the default user. */
static int read_password(struct reader *r, const struct node *value)
{
	bool plain = value->kind != NODE_SCALAR || !password_looks_hashed(value->text);

	return password_read(value, "password: it", plain, r->diags, &r->data->password);
}

/* "unchanged" is cloud-init's third value. */
static int read_ssh_pwauth(struct reader *r, const struct node *value)
{
	if (value->kind != NODE_SCALAR || strcmp(value->text, "unchanged") != 0)
		node_bool(value, "ssh_pwauth", r->diags, &r->data->ssh_passwords);
	return 0;
}

static int read_berth(struct reader *r, const struct node *value)
{
	return user_berth_read(value, r->diags, &r->data->berth);
}

static int read_files(struct reader *r, const struct node *value)
{
	user_files_release(&r->data->files); /* of a key that is given twice the last one counts */
	return user_files_read(value, r->diags, &r->data->files);
}

static int read_ca_certs(struct reader *r, const struct node *value)
{
	user_ca_certs_release(&r->data->ca_certs);
	return user_ca_certs_read(value, r->diags, &r->data->ca_certs);
}

/* A name below a directory, and no way out of it. */
static bool is_zone(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_+-/";
	size_t len = strlen(name);

	return len > 0 && len <= ZONE_MAX && *name != '/' && strspn(name, allowed) == len;
}

static int read_timezone(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, "timezone", r->diags);

	if (!text)
		return 0;
	if (!is_zone(text)) {
		diag_add(r->diags, value->line, value->column,
			 "timezone: '%.40s' is no name of one, like Europe/Berlin", text);
		return 0;
	}
	return text_keep(&r->data->timezone, text);
}

static int read_ntp(struct reader *r, const struct node *value)
{
	string_list_release(&r->data->ntp_servers);
	return user_ntp_read(value, r->diags, &r->data->ntp_servers);
}

static int read_bootcmd(struct reader *r, const struct node *value)
{
	free(r->data->bootcmd);
	return user_commands_read(value, "bootcmd", r->diags, &r->data->bootcmd);
}

static int read_runcmd(struct reader *r, const struct node *value)
{
	free(r->data->runcmd);
	return user_commands_read(value, "runcmd", r->diags, &r->data->runcmd);
}

static int read_power(struct reader *r, const struct node *value)
{
	free(r->data->power);
	return user_power_read(value, r->diags, &r->data->power);
}

static int read_final_message(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, "final_message", r->diags);

	return text ? text_keep(&r->data->final_message, text) : 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
} keys_read[] = {
	{ "berth", read_berth },
	{ "bootcmd", read_bootcmd },
	{ "ca-certs", read_ca_certs },
	{ "ca_certs", read_ca_certs },
	{ "chpasswd", read_chpasswd },
	{ "final_message", read_final_message },
	{ "fqdn", read_fqdn },
	{ "groups", read_groups },
	{ "hostname", read_hostname },
	{ "ntp", read_ntp },
	{ "password", read_password },
	{ "power_state", read_power },
	{ "runcmd", read_runcmd },
	{ "ssh_authorized_keys", read_ssh_keys },
	{ "ssh_pwauth", read_ssh_pwauth },
	{ "timezone", read_timezone },
	{ "users", read_users },
	{ "write_files", read_files },
};

static const char use_root_keys[] =
	"; who logs in is written under 'users' and 'ssh_authorized_keys'";

/* Keys of which one value is the case here anyway; why it is not the other one. */
static const struct {
	const char *name;
	bool always;
	const char *why;
} keys_settled[] = {
	{ "disable_root", false, "; root logs in with its ssh keys" },
	{ "manage_etc_hosts", true, "; its own name is always in /etc/hosts" },
	{ "package_reboot_if_required", false, "; software comes as containers" },
	{ "package_update", false, "; software comes as containers" },
	{ "package_upgrade", false, "; software comes as containers" },
	{ "preserve_hostname", false, "" },
};

/* Keys that ask for what happens by itself. */
static const struct {
	const char *name, *note;
} keys_needless[] = {
	{ "growpart", "the data partition grows with its disk by itself" },
	{ "resize_rootfs", "the root is an image, and the data partition grows by itself" },
	{ "ssh_deletekeys", "host keys are made by the machine itself, at its first boot" },
};

/* Keys that are right elsewhere: told apart from typing errors, and said what to use instead. */
static const struct {
	const char *name, *instead;
} keys_known[] = {
	{ "user", use_root_keys },
	{ "ssh_import_id", use_root_keys },
	{ "packages", "; software comes as containers" },
	{ "apt", "; software comes as containers" },
	{ "disk_setup", "" },
	{ "fs_setup", "" },
	{ "keyboard", "" },
	{ "locale", "" },
	{ "merge_how", "; of a key that several parts have, the last one counts" },
	{ "merge_type", "; of a key that several parts have, the last one counts" },
	{ "mounts", "" },
	{ "network", "" },
	{ "output", "" },
	{ "phone_home", "" },
	{ "prefer_fqdn_over_hostname", "" },
	{ "random_seed", "" },
	{ "resolv_conf", "" },
	{ "rsyslog", "" },
	{ "ssh", "" },
	{ "ssh_genkeytypes", "" },
	{ "ssh_keys", "" },
	{ "swap", "" },
	{ "vendor_data", "" },
};

static void not_supported(struct reader *r, const struct node *key, const char *instead)
{
	diag_add(r->diags, key->line, key->column, "'%s' is not supported by this version%s",
		 key->text, instead);
}

/* `localhost` is cloud-init's other word for the same. */
static bool is_settled(const struct node *value, bool always)
{
	if (value->kind != NODE_SCALAR)
		return false;
	return value->type == SCALAR_BOOL ? node_is_true(value) == always
					  : always && strcmp(value->text, "localhost") == 0;
}

/* Returns whether it is one of those that need nothing to be done. */
static bool read_settled(struct reader *r, const struct node *value)
{
	const struct node *key = value->key;

	for (size_t i = 0; i < sizeof(keys_settled) / sizeof(keys_settled[0]); i++) {
		if (strcmp(key->text, keys_settled[i].name) != 0)
			continue;
		if (!is_settled(value, keys_settled[i].always))
			not_supported(r, key, keys_settled[i].why);
		return true;
	}
	for (size_t i = 0; i < sizeof(keys_needless) / sizeof(keys_needless[0]); i++) {
		if (strcmp(key->text, keys_needless[i].name) != 0)
			continue;
		diag_note(r->diags, key->line, key->column, "'%s' does nothing: %s", key->text,
			  keys_needless[i].note);
		return true;
	}
	return false;
}

static int read_key(struct reader *r, const struct node *value)
{
	const struct node *key = value->key;

	for (size_t i = 0; i < sizeof(keys_read) / sizeof(keys_read[0]); i++)
		if (strcmp(key->text, keys_read[i].name) == 0)
			return keys_read[i].read(r, value);
	if (read_settled(r, value))
		return 0;
	for (size_t i = 0; i < sizeof(keys_known) / sizeof(keys_known[0]); i++) {
		if (strcmp(key->text, keys_known[i].name) != 0)
			continue;
		not_supported(r, key, keys_known[i].instead);
		return 0;
	}
	diag_add(r->diags, key->line, key->column, "unknown key '%.60s'", key->text);
	r->data->ssh_keys_in_doubt = true;
	return 0;
}

/* A file in doubt is enough for a host name, but not for erasing a disk. */
static void drop_install_in_doubt(struct reader *r, const struct yaml_tree *tree)
{
	if (!r->data->berth.install.disk ||
	    (tree->well_formed && !tree->refused && !tree->repeated))
		return;
	user_install_release(&r->data->berth.install);
	diag_add(r->diags, 0, 0,
		 "nothing is installed: not by a file that is damaged or has a key twice");
}

int user_keys_read(const struct yaml_tree *tree, struct diag_list *diags, struct user_data *data)
{
	struct reader r = { .data = data, .diags = diags };
	const struct node *top = NULL;

	if (tree_mapping(tree, diags, &top) < 0)
		return 0;
	data->usable = tree->well_formed;
	data->ssh_keys_in_doubt = !tree->well_formed || tree->refused;
	for (const struct node *value = top ? top->first : NULL; value; value = value->next) {
		int ret = read_key(&r, value);
		if (ret < 0)
			return ret;
	}
	drop_install_in_doubt(&r, tree);
	return 0;
}
