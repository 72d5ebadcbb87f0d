// SPDX-License-Identifier: Apache-2.0
//
// What an alias stands for, and what `<<` takes over: copies of nodes, within limits. Nine lines of
// aliases of aliases would fill any memory otherwise. Pure.

#ifndef BERTH_YAML_COPY_H
#define BERTH_YAML_COPY_H

#include "yaml_tree.h"

#define YAML_COPY_BYTES_MAX 4194304 /* 4 MiB of text in all copies of a file */

/* What may still be made. */
struct yaml_budget {
	size_t nodes, bytes;
};

/*
 * node_copy - a node and all below it once more; with the places of the original, where a person
 * has to look.
 * @levels: how deep it may be, itself included
 * @budget: is reduced
 * Returns 0, -E2BIG (a limit is reached) or -ENOMEM; what was made so far belongs to the tree.
 */
int node_copy(struct yaml_tree *tree, const struct node *node, size_t levels,
	      struct yaml_budget *budget, struct node **ret_copy);

/*
 * node_merge - if a mapping that was read to its end has the key `<<`: put what that names in its
 * place, without what the mapping has itself. Of several mappings the first goes before the others.
 * @budget: of the copies; what is named stays what it is, as others may name it as well
 * @diags: gets the problem if `<<` names something else
 * Returns 0, -E2BIG (also for more than YAML_TREE_KEYS_MAX keys) or -ENOMEM.
 */
int node_merge(struct yaml_tree *tree, struct node *map, struct yaml_budget *budget,
	       struct diag_list *diags);

#endif
