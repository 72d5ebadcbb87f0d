// SPDX-License-Identifier: Apache-2.0
//
// Values of single keys, checked: shared by all readers of configuration, so that the same mistake
// gets the same message in every file. Pure.

#include "node_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../common/number.h"

int tree_mapping(const struct yaml_tree *tree, struct diag_list *diags,
		 const struct node **ret_mapping)
{
	const struct node *root = tree->root;

	if (root && root->kind != NODE_MAP) {
		diag_add(diags, root->line, root->column,
			 "must be a mapping ('key: value' lines), not %s", node_kind_name(root));
		return -EINVAL;
	}
	*ret_mapping = root;
	return 0;
}

bool node_is_mapping(const struct node *node, const char *name, struct diag_list *diags)
{
	if (node->kind == NODE_MAP)
		return true;
	diag_add(diags, node->line, node->column,
		 "%s must be a mapping ('key: value' lines), not %s", name, node_kind_name(node));
	return false;
}

const char *node_string(const struct node *node, const char *name, struct diag_list *diags)
{
	static const char *const seen_as[] = {
		[SCALAR_NULL] = "empty",
		[SCALAR_BOOL] = "a truth value",
		[SCALAR_NUMBER] = "a number",
	};

	if (node->kind != NODE_SCALAR) {
		diag_add(diags, node->line, node->column, "%s must be a string, not %s", name,
			 node_kind_name(node));
		return NULL;
	}
	if (node->binary) {
		diag_add(diags, node->line, node->column, "%s must be text, not !!binary", name);
		return NULL;
	}
	if (node->type == SCALAR_NULL) {
		diag_add(diags, node->line, node->column, "%s is empty", name);
		return NULL;
	}
	if (node->type != SCALAR_STRING) {
		diag_add(diags, node->line, node->column,
			 "%s: YAML takes '%.40s' for %s; put it in quotes", name, node->text,
			 seen_as[node->type]);
		return NULL;
	}
	return node->text;
}

/* By the rules of YAML 1.1, as everywhere here; scalar_type.c has told that it is one. */
bool node_is_true(const struct node *node)
{
	static const char *const words[] = { "true", "yes", "on" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(node->text, words[i]) == 0)
			return true;
	return false;
}

void node_bool(const struct node *node, const char *name, struct diag_list *diags, bool *ret_value)
{
	if (node->kind != NODE_SCALAR || node->type != SCALAR_BOOL) {
		diag_add(diags, node->line, node->column, "%s must be true or false", name);
		return;
	}
	*ret_value = node_is_true(node);
}

void node_number(const struct node *node, const char *name, int64_t min, int64_t max,
		 struct diag_list *diags, int64_t *ret_value)
{
	int64_t number = number_parse(node->kind == NODE_SCALAR ? node->text : "", max);

	if (number >= min && number >= 0)
		*ret_value = number;
	else
		diag_add(diags, node->line, node->column, "%s must be a number from %lld to %lld",
			 name, (long long)min, (long long)max);
}
