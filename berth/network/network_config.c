// SPDX-License-Identifier: Apache-2.0
//
// network-config. See network_config.h.

#include "network_config.h"

#include <errno.h>
#include <string.h>

#include "../yaml/node_value.h"
#include "net_links.h"
#include "network_v1.h"
#include "network_v2.h"

static int read_v1(const struct node *top, struct diag_list *diags, struct net_plan *plan)
{
	const struct node *config = node_find(top, "config");

	for (const struct node *value = top->first; value; value = value->next)
		if (strcmp(value->key->text, "config") != 0 &&
		    strcmp(value->key->text, "version") != 0)
			diag_add(diags, value->key->line, value->key->column, "unknown key '%.60s'",
				 value->key->text);
	if (config)
		return network_v1_read(config, diags, plan);
	diag_add(diags, top->line, top->column, "version 1 needs a list 'config'");
	return 0;
}

/* As cloud-init has it: `config: disabled` means that somebody else sees to the network. */
static int read_top(const struct node *top, struct diag_list *diags, struct net_plan *plan)
{
	const struct node *network = node_find(top, "network");
	const struct node *version, *config;

	if (network && network->kind == NODE_MAP)
		top = network;
	config = node_find(top, "config");
	if (config && config->kind == NODE_SCALAR && strcmp(config->text, "disabled") == 0) {
		plan->disabled = true;
		return 0;
	}
	version = node_find(top, "version");
	if (version && version->kind == NODE_SCALAR && strcmp(version->text, "1") == 0)
		return read_v1(top, diags, plan);
	if (version && version->kind == NODE_SCALAR && strcmp(version->text, "2") == 0)
		return network_v2_read(top, diags, plan);
	diag_add(diags, (version ? version : top)->line, (version ? version : top)->column,
		 "network-config needs a 'version', which is 1 or 2");
	return 0;
}

static int read_tree(const struct yaml_tree *tree, struct diag_list *diags, struct net_plan *plan)
{
	const struct node *top = NULL;

	if (tree_mapping(tree, diags, &top) < 0)
		return 0;
	if (top)
		return read_top(top, diags, plan);
	diag_add(diags, 0, 0, "it is empty");
	return 0;
}

int network_config_parse(const char *bytes, size_t len, struct diag_list *diags,
			 struct net_plan *ret)
{
	struct net_plan plan = { 0 };
	struct yaml_tree tree;
	bool well_formed;
	int r;

	if (len > NETWORK_CONFIG_MAX) {
		diag_add(diags, 0, 0, "larger than %d bytes; it is not read", NETWORK_CONFIG_MAX);
		*ret = plan;
		return 0;
	}
	r = yaml_tree_parse(bytes, len, diags, &tree);
	if (r < 0)
		return r;
	r = read_tree(&tree, diags, &plan);
	well_formed = tree.well_formed;
	yaml_tree_free(&tree);
	if (r < 0) {
		net_plan_release(&plan);
		return r;
	}
	plan.usable = well_formed;
	net_links_check(&plan, diags);
	*ret = plan;
	return 0;
}
