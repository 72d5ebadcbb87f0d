// SPDX-License-Identifier: Apache-2.0
//
// Copies of nodes, and merging. See yaml_copy.h.

#include "yaml_copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int copy_one(struct yaml_tree *tree, const struct node *node, struct yaml_budget *budget,
		    struct node **ret_copy)
{
	size_t len = node->text ? strlen(node->text) : 0;
	struct node *copy;

	if (budget->nodes == 0 || budget->bytes < len)
		return -E2BIG;
	copy = malloc(sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	*copy = *node;
	copy->first = copy->last = copy->next = copy->key = NULL;
	copy->text = node->text ? strdup(node->text) : NULL;
	if (node->text && !copy->text) {
		free(copy);
		return -ENOMEM;
	}
	budget->nodes--;
	budget->bytes -= len;
	copy->chain = tree->chain;
	tree->chain = copy;
	*ret_copy = copy;
	return 0;
}

/* Bounded by @levels. */
int node_copy(struct yaml_tree *tree, const struct node *node, size_t levels,
	      struct yaml_budget *budget, struct node **ret_copy)
{
	struct node *copy = NULL;
	int r = levels == 0 ? -E2BIG : copy_one(tree, node, budget, &copy);

	for (const struct node *child = node->first; child && r == 0; child = child->next) {
		struct node *below = NULL;

		r = node_copy(tree, child, levels - 1, budget, &below);
		if (r == 0 && child->key)
			r = copy_one(tree, child->key, budget, &below->key);
		if (r == 0)
			node_append(copy, below);
	}
	*ret_copy = copy;
	return r;
}

static struct node *find(const struct node *map, const char *key)
{
	struct node *child = map->first;

	while (child && strcmp(child->key->text, key) != 0)
		child = child->next;
	return child;
}

static void take_over(struct node *map, struct node *from)
{
	while (from->first) {
		struct node *child = from->first;

		node_unlink(from, child);
		if (!find(map, child->key->text))
			node_append(map, child);
	}
}

static bool is_list_of_maps(const struct node *node)
{
	if (node->kind != NODE_LIST)
		return false;
	for (const struct node *item = node->first; item; item = item->next)
		if (item->kind != NODE_MAP)
			return false;
	return true;
}

void node_merge(struct node *map, struct diag_list *diags)
{
	struct node *merge = find(map, "<<");

	if (!merge)
		return;
	node_unlink(map, merge);
	if (merge->kind == NODE_MAP)
		take_over(map, merge);
	else if (is_list_of_maps(merge))
		for (struct node *item = merge->first; item; item = item->next)
			take_over(map, item);
	else
		diag_add(diags, merge->key->line, merge->key->column,
			 "'<<' takes a mapping, or a list of mappings");
}
