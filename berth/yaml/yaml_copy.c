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

static size_t count_of(const struct node *map)
{
	size_t count = 0;

	for (const struct node *child = map->first; child; child = child->next)
		count++;
	return count;
}

static int take_over(struct yaml_tree *tree, struct node *map, const struct node *from,
		     struct yaml_budget *budget)
{
	size_t count = count_of(map);
	int r = 0;

	for (const struct node *child = from->first; child && r == 0; child = child->next) {
		struct node *copy = NULL;

		if (find(map, child->key->text))
			continue;
		r = ++count > YAML_TREE_KEYS_MAX
			    ? -E2BIG
			    : node_copy(tree, child, YAML_TREE_DEPTH_MAX, budget, &copy);
		if (r == 0)
			r = copy_one(tree, child->key, budget, &copy->key);
		if (r == 0)
			node_append(map, copy);
	}
	return r;
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

int node_merge(struct yaml_tree *tree, struct node *map, struct yaml_budget *budget,
	       struct diag_list *diags)
{
	struct node *merge = find(map, "<<");
	int r = 0;

	if (!merge)
		return 0;
	node_unlink(map, merge);
	if (merge->kind == NODE_MAP)
		return take_over(tree, map, merge, budget);
	if (!is_list_of_maps(merge)) {
		diag_add(diags, merge->key->line, merge->key->column,
			 "'<<' takes a mapping, or a list of mappings");
		return 0;
	}
	for (const struct node *item = merge->first; item && r == 0; item = item->next)
		r = take_over(tree, map, item, budget);
	return r;
}
