// SPDX-License-Identifier: Apache-2.0
//
// Values of single keys, checked: shared by all readers of configuration, so that the same mistake
// gets the same message in every file. Pure.

#ifndef BERTH_NODE_VALUE_H
#define BERTH_NODE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"
#include "yaml_tree.h"

/*
 * tree_mapping - the top of a file that must be a mapping.
 * @diags: gets the problem if it is a list or a string
 * @ret_mapping: the mapping; NULL for an empty file
 * Returns 0, or -EINVAL if it is no mapping.
 */
int tree_mapping(const struct yaml_tree *tree, struct diag_list *diags,
		 const struct node **ret_mapping);

/*
 * node_is_mapping - true if a node is one.
 * @name: what to call it in the message
 * @diags: gets the problem if it is none
 */
bool node_is_mapping(const struct node *node, const char *name, struct diag_list *diags);

/*
 * node_string - the text of a node that must be a string.
 * @name: what to call it in the message
 * @diags: gets the problem if it is none: a list, a mapping, or a word that YAML takes for
 * something else Returns the text (owned by the tree), or NULL.
 */
const char *node_string(const struct node *node, const char *name, struct diag_list *diags);

/* node_is_true - what a scalar that YAML takes for a truth value says. */
bool node_is_true(const struct node *node);

/*
 * node_bool - a node that must be a truth value.
 * @ret_value: untouched if it is none (the problem is in @diags)
 */
void node_bool(const struct node *node, const char *name, struct diag_list *diags, bool *ret_value);

/*
 * node_number - a node that must be a decimal number, perhaps in quotes.
 * @ret_value: untouched if it is none from @min to @max (the problem is in @diags)
 */
void node_number(const struct node *node, const char *name, int64_t min, int64_t max,
		 struct diag_list *diags, int64_t *ret_value);

#endif
