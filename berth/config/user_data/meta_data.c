// SPDX-License-Identifier: Apache-2.0
//
// meta-data. See meta_data.h.

#include "meta_data.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../yaml/node_value.h"
#include "../../yaml/yaml_tree.h"
#include "host_name.h"
#include "user_ssh_keys.h"

#define INSTANCE_ID_MAX 255
#define META_DATA_SSH_KEYS_MAX 64

/* It becomes part of file names later, so it must not be able to leave its directory. */
static const char *instance_id_complaint(const char *id)
{
	if (strlen(id) > INSTANCE_ID_MAX)
		return "is longer than 255 characters";
	if (id[0] == '.')
		return "begins with a dot";
	for (; *id; id++)
		if (*id <= ' ' || *id > '~' || *id == '/')
			return "has a blank, a slash or a character outside ASCII";
	return NULL;
}

static int read_instance_id(const struct node *value, struct diag_list *diags, char **ret_id)
{
	/* Numbers are common here ("instance-id: 1"), and cloud-init takes them as text too. */
	const char *text = value->kind == NODE_SCALAR && value->type == SCALAR_NUMBER
				   ? value->text
				   : node_string(value, value->key->text, diags);
	if (!text)
		return 0;
	const char *why = instance_id_complaint(text);
	if (why) {
		diag_add(diags, value->line, value->column, "instance-id %s", why);
		return 0;
	}
	char *copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	free(*ret_id);
	*ret_id = copy;
	return 0;
}

/* A list, or a mapping of names to keys. */
static int read_ssh_keys(const struct node *value, struct diag_list *diags, struct meta_data *data)
{
	struct node list = *value;

	if (list.kind == NODE_MAP)
		list.kind = NODE_LIST;
	return user_ssh_keys_read(&list, value->key->text, META_DATA_SSH_KEYS_MAX, diags,
				  &data->ssh_keys, &data->ssh_keys_in_doubt);
}

/* What a cloud tells of a machine, and which nothing here depends on. */
static bool is_needless(const char *key)
{
	static const char *const keys[] = {
		"admin_pass",	  "availability_zone",
		"cloud-name",	  "cloud_name",
		"dedicated_cpus", "devices",
		"dsmode",	  "keys",
		"launch_index",	  "meta",
		"name",		  "platform",
		"project_id",	  "random_seed",
		"region",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static int read_key(const struct node *value, struct diag_list *diags, struct meta_data *data)
{
	const struct node *key = value->key;

	if (strcmp(key->text, "instance-id") == 0 || strcmp(key->text, "uuid") == 0)
		return read_instance_id(value, diags, &data->instance_id);
	if (strcmp(key->text, "local-hostname") == 0 || strcmp(key->text, "hostname") == 0)
		return node_host_name(value, key->text, diags, &data->local_hostname);
	if (strcmp(key->text, "public-keys") == 0 || strcmp(key->text, "public_keys") == 0)
		return read_ssh_keys(value, diags, data);
	if (is_needless(key->text))
		diag_note(diags, key->line, key->column, "'%s' does nothing here", key->text);
	else
		diag_add(diags, key->line, key->column,
			 "'%.60s' is not supported in meta-data by this version", key->text);
	return 0;
}

static int read_tree(const struct yaml_tree *tree, struct diag_list *diags, struct meta_data *data)
{
	const struct node *top = NULL;

	data->ssh_keys_in_doubt = true;
	if (tree_mapping(tree, diags, &top) < 0)
		return 0;
	data->usable = tree->well_formed;
	data->ssh_keys_in_doubt = !tree->well_formed || tree->refused;
	for (const struct node *value = top ? top->first : NULL; value; value = value->next) {
		int ret = read_key(value, diags, data);
		if (ret < 0)
			return ret;
	}
	return 0;
}

int meta_data_parse(const char *bytes, size_t len, struct diag_list *diags,
		    struct meta_data *ret_data)
{
	struct meta_data data = { .usable = false };
	struct yaml_tree tree;

	if (len > META_DATA_MAX) {
		diag_add(diags, 0, 0, "larger than %d bytes; it is not read", META_DATA_MAX);
		data.ssh_keys_in_doubt = true;
		*ret_data = data;
		return 0;
	}
	int ret = yaml_tree_parse(bytes, len, diags, &tree);
	if (ret < 0)
		return ret;
	ret = read_tree(&tree, diags, &data);
	yaml_tree_free(&tree);
	if (ret < 0) {
		meta_data_release(&data);
		return ret;
	}
	*ret_data = data;
	return 0;
}

void meta_data_release(struct meta_data *data)
{
	free(data->instance_id);
	free(data->local_hostname);
	string_list_release(&data->ssh_keys);
	*data = (struct meta_data){ .usable = false };
}
