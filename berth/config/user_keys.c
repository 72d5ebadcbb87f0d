// SPDX-License-Identifier: Apache-2.0
//
// The keys of a cloud-config. See user_keys.h.

#include "user_keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "node_value.h"
#include "user_commands.h"
#include "user_ntp.h"
#include "user_ssh_keys.h"

struct reader {
	struct user_data *data;
	struct diag_list *diags;
};

static int read_hostname(struct reader *r, const struct node *value)
{
	return node_host_name(value, "hostname", r->diags, &r->data->hostname);
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

static int read_berth(struct reader *r, const struct node *value)
{
	user_install_release(&r->data->install);
	return user_install_read(value, r->diags, &r->data->install);
}

static int read_files(struct reader *r, const struct node *value)
{
	user_files_release(&r->data->files); /* of a key that is given twice the last one counts */
	return user_files_read(value, r->diags, &r->data->files);
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

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
} keys_read[] = {
	{ "berth", read_berth },
	{ "bootcmd", read_bootcmd },
	{ "groups", read_groups },
	{ "hostname", read_hostname },
	{ "ntp", read_ntp },
	{ "runcmd", read_runcmd },
	{ "users", read_users },
	{ "write_files", read_files },
	{ "ssh_authorized_keys", read_ssh_keys },
};

static const char use_root_keys[] =
	"; who logs in is written under 'users' and 'ssh_authorized_keys'";

/* Keys that are right elsewhere: told apart from typing errors, and said what to use instead. */
static const struct {
	const char *name, *instead;
} keys_known[] = {
	{ "user", use_root_keys },
	{ "password", use_root_keys },
	{ "chpasswd", use_root_keys },
	{ "ssh_pwauth", "; ssh accepts keys only" },
	{ "ssh_import_id", use_root_keys },
	{ "disable_root", "; root logs in with its ssh keys" },
	{ "fqdn", "; write the full name under 'hostname'" },
	{ "packages", "; software comes as containers" },
	{ "package_update", "; software comes as containers" },
	{ "package_upgrade", "; software comes as containers" },
	{ "package_reboot_if_required", "; software comes as containers" },
	{ "apt", "; software comes as containers" },
	{ "ca_certs", "" },
	{ "ca-certs", "" },
	{ "disk_setup", "" },
	{ "final_message", "" },
	{ "fs_setup", "" },
	{ "growpart", "" },
	{ "keyboard", "" },
	{ "locale", "" },
	{ "manage_etc_hosts", "" },
	{ "merge_how", "; of a key that several parts have, the last one counts" },
	{ "merge_type", "; of a key that several parts have, the last one counts" },
	{ "mounts", "" },
	{ "network", "" },
	{ "output", "" },
	{ "phone_home", "" },
	{ "power_state", "" },
	{ "prefer_fqdn_over_hostname", "" },
	{ "preserve_hostname", "" },
	{ "random_seed", "" },
	{ "resize_rootfs", "" },
	{ "resolv_conf", "" },
	{ "rsyslog", "" },
	{ "ssh", "" },
	{ "ssh_deletekeys", "" },
	{ "ssh_genkeytypes", "" },
	{ "ssh_keys", "" },
	{ "swap", "" },
	{ "timezone", "" },
	{ "vendor_data", "" },
};

static int read_key(struct reader *r, const struct node *value)
{
	const struct node *key = value->key;

	for (size_t i = 0; i < sizeof(keys_read) / sizeof(keys_read[0]); i++)
		if (strcmp(key->text, keys_read[i].name) == 0)
			return keys_read[i].read(r, value);
	for (size_t i = 0; i < sizeof(keys_known) / sizeof(keys_known[0]); i++) {
		if (strcmp(key->text, keys_known[i].name) != 0)
			continue;
		diag_add(r->diags, key->line, key->column,
			 "'%s' is not supported by this version%s", key->text,
			 keys_known[i].instead);
		return 0;
	}
	diag_add(r->diags, key->line, key->column, "unknown key '%.60s'", key->text);
	r->data->ssh_keys_in_doubt = true;
	return 0;
}

/* A file in doubt is enough for a host name, but not for erasing a disk. */
static void drop_install_in_doubt(struct reader *r, const struct yaml_tree *tree)
{
	if (!r->data->install.disk || (tree->well_formed && !tree->refused && !tree->repeated))
		return;
	user_install_release(&r->data->install);
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
