// SPDX-License-Identifier: Apache-2.0
//
// YAML as a small tree that knows where each node stood in the file.
//
// Every reader of configuration (user-data, meta-data, network-config) works on this tree, so the
// bounds against hostile input are in one place. Aliases are resolved, and `<<` is merged, within
// them; of tags !!str and !!binary are known. After a syntax error the tree holds what was read
// before it. Pure: libyaml's event parser on bytes in memory.

#ifndef BERTH_YAML_TREE_H
#define BERTH_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

#define YAML_TREE_DEPTH_MAX 32
#define YAML_TREE_NODES_MAX 20000
#define YAML_TREE_KEYS_MAX 500 /* per mapping: bounds the search for keys given twice */
#define YAML_TREE_ANCHORS_MAX 500

enum node_kind {
	NODE_SCALAR,
	NODE_LIST,
	NODE_MAP
};

enum scalar_type {
	SCALAR_STRING,
	SCALAR_NULL,
	SCALAR_BOOL,
	SCALAR_NUMBER
};

struct node {
	enum node_kind kind;
	unsigned int line, column; /* from 1 */
	bool complete; /* list, map: its end was read; false after a syntax error inside */
	enum scalar_type type; /* scalar: what YAML 1.1 takes the text for */
	bool binary; /* scalar: tagged !!binary, the text is base64 */
	char *text; /* scalar: its text, without NUL inside */
	struct node *key; /* value in a map: its key, a scalar */
	struct node *first, *last; /* list, map: items or values in order of the file */
	struct node *next; /* next item or value of the same parent */
	struct node *chain; /* all nodes of the tree, for yaml_tree_free() */
};

struct yaml_tree {
	struct node *root; /* NULL for an empty file */
	bool well_formed; /* read to its end without a syntax error */
	bool refused; /* something was left out: an alias of nothing, a tag, an odd key */
	bool repeated; /* a key was given twice, and the last one counts */
	struct node *chain;
};

/*
 * yaml_tree_parse - read one YAML document
 * @bytes: the file; need not end in NUL
 * @len: its length
 * @diags: gets what was wrong
 * @ret_tree: the tree; release it with yaml_tree_free()
 *
 * Problems of the file are no failure of this function: they are in @diags, and the tree holds the
 * rest.
 *
 * Returns 0 or -ENOMEM.
 */
int yaml_tree_parse(const char *bytes, size_t len, struct diag_list *diags,
		    struct yaml_tree *ret_tree);

/* yaml_tree_free - release all nodes and make the tree empty. */
void yaml_tree_free(struct yaml_tree *tree);

/* node_append, node_unlink - put a child of a list or mapping behind the others; take one out. */
void node_append(struct node *parent, struct node *child);
void node_unlink(struct node *parent, struct node *child);

/* node_find - the value of a key in a mapping, or NULL. */
const struct node *node_find(const struct node *map, const char *key);

/* node_kind_name - "a string", "a list" or "a mapping", for messages. */
const char *node_kind_name(const struct node *node);

#endif
