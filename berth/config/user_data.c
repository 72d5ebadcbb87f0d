// SPDX-License-Identifier: Apache-2.0
//
// cloud-config user-data: from bytes to what the machine should be. First the kind of file is told
// from its first line, as cloud-init does; then each top-level key goes through one table. Pure.

#include "user_data.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "node_value.h"
#include "ssh_key.h"
#include "user_commands.h"
#include "yaml_tree.h"

struct reader {
	struct user_data *data;
	struct diag_list *diags;
};

static int read_hostname(struct reader *r, const struct node *value)
{
	return node_host_name(value, "hostname", r->diags, &r->data->hostname);
}

static int add_ssh_key(struct reader *r, const struct node *item)
{
	const char *text = node_string(item, "ssh_authorized_keys", r->diags);
	const char *why = NULL;
	char *line = NULL;

	if (!text) {
		r->data->ssh_keys_in_doubt = true;
		return 0;
	}
	int ret = ssh_key_normalize(text, &line, &why);
	if (ret == -EINVAL) {
		diag_add(r->diags, item->line, item->column, "this ssh key %s", why);
		r->data->ssh_keys_in_doubt = true;
		return 0;
	}
	if (ret < 0)
		return ret;
	r->data->ssh_authorized_keys[r->data->ssh_key_count++] = line;
	return 0;
}

static int read_ssh_keys(struct reader *r, const struct node *value)
{
	size_t count = 0;

	if (value->kind != NODE_LIST) {
		diag_add(r->diags, value->line, value->column,
			 "ssh_authorized_keys must be a list (one '- KEY' line per key)");
		r->data->ssh_keys_in_doubt = true;
		return 0;
	}
	char **keys = calloc(USER_DATA_SSH_KEYS_MAX, sizeof(*keys));
	if (!keys)
		return -ENOMEM;
	r->data->ssh_authorized_keys = keys;
	for (const struct node *item = value->first; item; item = item->next) {
		if (++count > USER_DATA_SSH_KEYS_MAX) {
			diag_add(r->diags, item->line, item->column,
				 "more than %d ssh keys; the rest is not used",
				 USER_DATA_SSH_KEYS_MAX);
			return 0;
		}
		int ret = add_ssh_key(r, item);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int read_berth(struct reader *r, const struct node *value)
{
	return user_install_read(value, r->diags, &r->data->install);
}

static int read_files(struct reader *r, const struct node *value)
{
	user_files_release(&r->data->files); /* of a key that is given twice the last one counts */
	return user_files_read(value, r->diags, &r->data->files);
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
	{ "hostname", read_hostname },
	{ "runcmd", read_runcmd },
	{ "ssh_authorized_keys", read_ssh_keys },
	{ "write_files", read_files },
};

static const char use_root_keys[] = "; ssh keys for root go under 'ssh_authorized_keys'";

/* Keys that are right elsewhere: told apart from typing errors, and said what to use instead. */
static const struct {
	const char *name, *instead;
} keys_known[] = {
	{ "users", use_root_keys },
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
	{ "groups", "" },
	{ "growpart", "" },
	{ "keyboard", "" },
	{ "locale", "" },
	{ "manage_etc_hosts", "" },
	{ "mounts", "" },
	{ "network", "" },
	{ "ntp", "" },
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

/* Other kinds of user-data that cloud-init takes, by how they begin. */
static const struct {
	const char *begin, *name;
} other_kinds[] = {
	{ "#include", "a list of addresses to include" },
	{ "#cloud-config-archive", "a cloud-config archive" },
	{ "#cloud-config-jsonp", "a JSON patch" },
	{ "#cloud-boothook", "a boot hook" },
	{ "#part-handler", "a part handler" },
	{ "## template:", "a template" },
	{ "content-type:", "a MIME multipart file" },
	{ "mime-version:", "a MIME multipart file" },
	{ "\x1f\x8b", "a gzip file" },
};

static bool begins(const char *bytes, size_t len, const char *begin)
{
	size_t need = strlen(begin);

	return len >= need && strncasecmp(bytes, begin, need) == 0;
}

/* False: this is something that must not be read as cloud-config. */
static bool check_kind(const char *bytes, size_t len, struct diag_list *diags)
{
	static const char header[] = "#cloud-config";
	size_t header_len = sizeof(header) - 1;

	if (len > USER_DATA_MAX) {
		diag_add(diags, 0, 0, "larger than %d bytes; it is not read", USER_DATA_MAX);
		return false;
	}
	if (begins(bytes, len, "\xef\xbb\xbf")) {
		bytes += 3;
		len -= 3;
	}
	for (size_t i = 0; i < sizeof(other_kinds) / sizeof(other_kinds[0]); i++)
		if (begins(bytes, len, other_kinds[i].begin)) {
			diag_add(
				diags, 1, 1,
				"this is %s, which is not supported by this version; use #cloud-config",
				other_kinds[i].name);
			return false;
		}
	if (len && !begins(bytes, len, "#!") &&
	    (!begins(bytes, len, header) ||
	     (len > header_len && !strchr(" \t\r\n", bytes[header_len]))))
		diag_add(diags, 1, 1, "the first line must be '#cloud-config'");
	return true;
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

static int read_tree(struct reader *r, const struct yaml_tree *tree)
{
	const struct node *top = NULL;

	if (tree_mapping(tree, r->diags, &top) < 0)
		return 0;
	r->data->usable = tree->well_formed;
	r->data->ssh_keys_in_doubt = !tree->well_formed || tree->refused;
	for (const struct node *value = top ? top->first : NULL; value; value = value->next) {
		int ret = read_key(r, value);
		if (ret < 0)
			return ret;
	}
	drop_install_in_doubt(r, tree);
	return 0;
}

/* A file that is run as it is. Keys of ssh are not meant to be in it, as far as anyone can tell. */
static int take_script(const char *bytes, size_t len, struct diag_list *diags,
		       struct user_data *data)
{
	if (memchr(bytes, '\0', len)) {
		diag_add(diags, 0, 0, "this is a script with a NUL in it; it is not run");
		return 0;
	}
	data->script = strndup(bytes, len);
	data->usable = true;
	return data->script ? 0 : -ENOMEM;
}

static int take_config(const char *bytes, size_t len, struct diag_list *diags,
		       struct user_data *data)
{
	struct reader r = { .data = data, .diags = diags };
	struct yaml_tree tree;
	int ret = yaml_tree_parse(bytes, len, diags, &tree);

	if (ret < 0)
		return ret;
	ret = read_tree(&r, &tree);
	yaml_tree_free(&tree);
	return ret;
}

int user_data_parse(const char *bytes, size_t len, struct diag_list *diags,
		    struct user_data *ret_data)
{
	struct user_data data = { .usable = false, .ssh_keys_in_doubt = true };
	int r = 0;

	if (check_kind(bytes, len, diags))
		r = begins(bytes, len, "#!") ? take_script(bytes, len, diags, &data)
					     : take_config(bytes, len, diags, &data);
	if (r < 0) {
		user_data_release(&data);
		return r;
	}
	*ret_data = data;
	return 0;
}

void user_data_release(struct user_data *data)
{
	for (size_t i = 0; i < data->ssh_key_count; i++)
		free(data->ssh_authorized_keys[i]);
	free(data->ssh_authorized_keys);
	free(data->hostname);
	user_install_release(&data->install);
	user_files_release(&data->files);
	free(data->bootcmd);
	free(data->runcmd);
	free(data->script);
	*data = (struct user_data){ .usable = false };
}
