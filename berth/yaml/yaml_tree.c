// SPDX-License-Identifier: Apache-2.0
//
// YAML as a small tree that knows where each node stood in the file.
//
// Works on libyaml's events with a stack of its own, so depth and size are bounded before memory is
// spent: libyaml itself has no limits and needs quadratic time for deep nesting. A node that is
// refused (an unknown tag or alias) is left out with all below it; the rest of the file counts. A
// node enters the tree when it begins, so that after a syntax error the items before it are still
// there. Pure.

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "scalar_type.h"
#include "text_check.h"
#include "yaml_copy.h"
#include "yaml_tree.h"

#define BINARY_TAG "tag:yaml.org,2002:binary"

struct builder {
	struct yaml_tree *tree;
	struct diag_list *diags;
	struct node *open[YAML_TREE_DEPTH_MAX]; /* lists and maps whose end was not read yet */
	struct node *key[YAML_TREE_DEPTH_MAX]; /* per open map: key that waits for its value */
	bool in_value[YAML_TREE_DEPTH_MAX]; /* per open map: a value comes next; with no key: drop
					       it */
	size_t keys[YAML_TREE_DEPTH_MAX];
	size_t depth;
	size_t skip; /* > 0: inside a refused node, this many levels down */
	struct yaml_budget budget; /* of nodes, and of what aliases may copy */
	struct {
		char *name;
		const struct node *node;
	} anchors[YAML_TREE_ANCHORS_MAX]; /* of one name the last one counts */
	size_t anchor_count;
};

/* libyaml counts from 0, people and editors from 1 */
static unsigned int from_one(size_t position)
{
	return (unsigned int)position + 1;
}

static struct node *new_node(struct builder *b, enum node_kind kind, const yaml_mark_t *mark)
{
	struct node *node = calloc(1, sizeof(*node));

	if (!node)
		return NULL;
	node->kind = kind;
	node->line = from_one(mark->line);
	node->column = from_one(mark->column);
	node->chain = b->tree->chain;
	b->tree->chain = node;
	return node;
}

void node_unlink(struct node *parent, struct node *child)
{
	struct node **link = &parent->first;
	struct node *before = NULL;

	while (*link != child) {
		before = *link;
		link = &before->next;
	}
	*link = child->next;
	if (parent->last == child)
		parent->last = before;
	child->next = NULL;
}

/* cloud-init lets the last of two equal keys win, so that is what the author saw work elsewhere */
static void drop_earlier(struct builder *b, struct node *map, const struct node *key)
{
	for (struct node *old = map->first; old; old = old->next) {
		if (strcmp(old->key->text, key->text) != 0)
			continue;
		diag_add(b->diags, key->line, key->column,
			 "key '%.60s' is given twice (first at line %u); this one counts",
			 key->text, old->key->line);
		node_unlink(map, old);
		b->tree->repeated = true;
		return;
	}
}

void node_append(struct node *parent, struct node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

/* Puts a node (NULL: one that was refused) where the document has come to. -E2BIG: a limit is
 * reached. */
static int place(struct builder *b, struct node *node, const yaml_mark_t *mark)
{
	if (b->depth == 0) {
		b->tree->root = node;
		return 0;
	}
	size_t top = b->depth - 1;
	struct node *parent = b->open[top];
	if (parent->kind == NODE_LIST) {
		if (node)
			node_append(parent, node);
		return 0;
	}
	if (!b->in_value[top]) {
		b->in_value[top] = true;
		b->key[top] = node;
		if (++b->keys[top] > YAML_TREE_KEYS_MAX) {
			diag_add(b->diags, from_one(mark->line), from_one(mark->column),
				 "more than %d keys in one mapping; reading stops here",
				 YAML_TREE_KEYS_MAX);
			return -E2BIG;
		}
		return 0;
	}
	b->in_value[top] = false;
	if (node && b->key[top]) {
		drop_earlier(b, parent, b->key[top]);
		node->key = b->key[top];
		node_append(parent, node);
	}
	return 0;
}

static bool key_comes_next(const struct builder *b)
{
	return b->depth && b->open[b->depth - 1]->kind == NODE_MAP && !b->in_value[b->depth - 1];
}

static bool is_tag(const yaml_char_t *tag, const char *name)
{
	return tag && strcmp((const char *)tag, name) == 0;
}

static const yaml_char_t *anchor_of(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor;
	default:
		return event->data.alias.anchor;
	}
}

/* What an alias stands for, NULL = nothing. */
static const struct node *find_anchor(const struct builder *b, const yaml_char_t *name)
{
	for (size_t i = b->anchor_count; i-- > 0;)
		if (strcmp(b->anchors[i].name, (const char *)name) == 0)
			return b->anchors[i].node;
	return NULL;
}

static int remember_anchor(struct builder *b, const yaml_event_t *event, const struct node *node)
{
	const yaml_char_t *name = anchor_of(event);

	if (!name)
		return 0;
	b->anchors[b->anchor_count].name = strdup((const char *)name);
	b->anchors[b->anchor_count].node = node;
	return b->anchors[b->anchor_count++].name ? 0 : -ENOMEM;
}

static const char *alias_refusal(const struct builder *b, const yaml_event_t *event)
{
	const struct node *node = find_anchor(b, event->data.alias.anchor);

	if (!node)
		return "this alias (*name) has no anchor (&name) before it";
	if (!node->complete)
		return "an alias cannot stand in what it stands for";
	if (node->kind != NODE_SCALAR && key_comes_next(b))
		return "a key must be a plain word, not a list or mapping";
	return NULL;
}

/* What of a node may not be there; NULL if it is fine. */
static const char *refusal(const struct builder *b, const yaml_event_t *event)
{
	const yaml_char_t *tag = NULL;

	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return alias_refusal(b, event);
	case YAML_SCALAR_EVENT:
		if (!is_tag(event->data.scalar.tag, YAML_STR_TAG) &&
		    !is_tag(event->data.scalar.tag, BINARY_TAG))
			tag = event->data.scalar.tag;
		if (memchr(event->data.scalar.value, 0, event->data.scalar.length))
			return "a NUL character is not allowed here";
		break;
	case YAML_SEQUENCE_START_EVENT:
		tag = event->data.sequence_start.tag;
		break;
	default:
		tag = event->data.mapping_start.tag;
		break;
	}
	if (anchor_of(event) && b->anchor_count == YAML_TREE_ANCHORS_MAX)
		return "more anchors (&name) than there may be";
	if (tag)
		return "tag (!type) is not supported; remove it";
	if (event->type != YAML_SCALAR_EVENT && key_comes_next(b))
		return "a key must be a plain word, not a list or mapping";
	return NULL;
}

static int add_scalar(struct builder *b, const yaml_event_t *event)
{
	struct node *node = new_node(b, NODE_SCALAR, &event->start_mark);

	if (!node)
		return -ENOMEM;
	node->complete = true;
	node->text = strdup((const char *)event->data.scalar.value);
	if (!node->text)
		return -ENOMEM;
	node->binary = is_tag(event->data.scalar.tag, BINARY_TAG);
	/* quotes and a tag both say that it is a string, whatever it looks like */
	if (remember_anchor(b, event, node) < 0)
		return -ENOMEM;
	node->type = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !event->data.scalar.tag
			     ? scalar_type_of(node->text)
			     : SCALAR_STRING;
	return place(b, node, &event->start_mark);
}

static int open_container(struct builder *b, const yaml_event_t *event)
{
	enum node_kind kind = event->type == YAML_SEQUENCE_START_EVENT ? NODE_LIST : NODE_MAP;

	struct node *node = new_node(b, kind, &event->start_mark);
	if (!node || remember_anchor(b, event, node) < 0)
		return -ENOMEM;
	int r = place(b, node, &event->start_mark);
	if (r < 0)
		return r;
	b->open[b->depth] = node;
	b->key[b->depth] = NULL;
	b->in_value[b->depth] = false;
	b->keys[b->depth] = 0;
	b->depth++;
	return 0;
}

static int say_too_much(struct builder *b, const yaml_mark_t *mark)
{
	diag_add(b->diags, from_one(mark->line), from_one(mark->column),
		 "aliases stand for more than there may be in a file; reading stops here");
	return -E2BIG;
}

static int add_alias(struct builder *b, const yaml_event_t *event)
{
	struct node *copy = NULL;
	int r = node_copy(b->tree, find_anchor(b, event->data.alias.anchor),
			  YAML_TREE_DEPTH_MAX - b->depth, &b->budget, &copy);

	if (r < 0)
		return r == -E2BIG ? say_too_much(b, &event->start_mark) : r;
	/* what is wrong with it as a whole is wrong here; in it, where it was written */
	copy->line = from_one(event->start_mark.line);
	copy->column = from_one(event->start_mark.column);
	return place(b, copy, &event->start_mark);
}

static int add_node(struct builder *b, const yaml_event_t *event)
{
	bool container =
		event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT;
	unsigned int line = from_one(event->start_mark.line),
		     column = from_one(event->start_mark.column);

	if (b->budget.nodes-- == 0) {
		diag_add(b->diags, line, column, "more than %d values; reading stops here",
			 YAML_TREE_NODES_MAX);
		return -E2BIG;
	}
	if (container && b->depth + b->skip >= YAML_TREE_DEPTH_MAX) {
		diag_add(b->diags, line, column, "nested deeper than %d levels; reading stops here",
			 YAML_TREE_DEPTH_MAX);
		return -E2BIG;
	}
	if (b->skip) {
		b->skip += container;
		return 0;
	}
	const char *why = refusal(b, event);
	if (why) {
		diag_add(b->diags, line, column, "%s", why);
		b->skip = container;
		b->tree->refused = true;
		return place(b, NULL, &event->start_mark);
	}
	if (event->type == YAML_ALIAS_EVENT)
		return add_alias(b, event);
	return container ? open_container(b, event) : add_scalar(b, event);
}

static int close_node(struct builder *b, struct node *node, const yaml_mark_t *mark)
{
	int r = 0;

	node->complete = true;
	if (node->kind == NODE_MAP)
		r = node_merge(b->tree, node, &b->budget, b->diags);
	return r == -E2BIG ? say_too_much(b, mark) : r;
}

static int close_container(struct builder *b, const yaml_mark_t *mark)
{
	if (b->skip)
		b->skip--;
	else if (b->depth)
		return close_node(b, b->open[--b->depth], mark);
	return 0;
}

/* 1: the document is at its end. */
static int take_event(struct builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
	case YAML_SCALAR_EVENT:
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return add_node(b, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_container(b, &event->start_mark);
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return 1;
	default:
		return 0;
	}
}

static void report_syntax(struct diag_list *diags, const yaml_parser_t *parser)
{
	const char *problem = parser->problem ? parser->problem : "unreadable";

	if (parser->context && parser->context_mark.line != parser->problem_mark.line)
		diag_add(diags, from_one(parser->problem_mark.line),
			 from_one(parser->problem_mark.column),
			 "not valid YAML: %s %s that began at line %u", problem, parser->context,
			 from_one(parser->context_mark.line));
	else
		diag_add(diags, from_one(parser->problem_mark.line),
			 from_one(parser->problem_mark.column), "not valid YAML: %s", problem);
}

static int build(struct builder *b, yaml_parser_t *parser)
{
	int r = 0;

	while (r == 0) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event)) {
			if (parser->error == YAML_MEMORY_ERROR)
				return -ENOMEM;
			report_syntax(b->diags, parser);
			return -EBADMSG;
		}
		r = take_event(b, &event);
		yaml_event_delete(&event);
	}
	return r < 0 ? r : 0;
}

/* After the first document only the end of the stream may come. */
static int check_end(yaml_parser_t *parser, struct diag_list *diags)
{
	yaml_event_t event;

	if (parser->stream_end_produced)
		return 0;
	if (!yaml_parser_parse(parser, &event)) {
		if (parser->error == YAML_MEMORY_ERROR)
			return -ENOMEM;
		report_syntax(diags, parser);
		return -EBADMSG;
	}
	if (event.type == YAML_DOCUMENT_START_EVENT)
		diag_add(diags, from_one(event.start_mark.line), from_one(event.start_mark.column),
			 "a second YAML document starts here; only the first one is read");
	yaml_event_delete(&event);
	return 0;
}

/*
 * A line that begins with '%' is a directive. Nobody needs one here, and libyaml searches the list
 * of those it has for each new one: a megabyte of them would keep it busy for a minute.
 */
static int directive_check(const char *bytes, size_t len, struct text_fault *ret_fault)
{
	struct text_fault at = { .line = 1,
				 .column = 1,
				 .why = "a YAML directive (%...) is not supported" };

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '%' && i == at.line_start) {
			*ret_fault = at;
			return -EILSEQ;
		}
		if (bytes[i] == '\n' || bytes[i] == '\r') {
			at.line += bytes[i] == '\n';
			at.line_start = i + 1;
		}
	}
	return 0;
}

/* How many of the bytes libyaml may see: those ahead of the first line that it must not. */
static size_t usable_length(const char *bytes, size_t len, struct diag_list *diags)
{
	struct text_fault fault;
	size_t usable = len;
	bool bad = text_check(bytes, usable, &fault) < 0;

	if (bad)
		usable = fault.line_start;
	if (directive_check(bytes, usable, &fault) < 0) {
		usable = fault.line_start;
		bad = true;
	}
	if (bad)
		diag_add(diags, fault.line, fault.column, "%s; reading stops before this line",
			 fault.why);
	return usable;
}

static void forget_anchors(struct builder *b)
{
	while (b->anchor_count > 0)
		free(b->anchors[--b->anchor_count].name);
}

int yaml_tree_parse(const char *bytes, size_t len, struct diag_list *diags,
		    struct yaml_tree *ret_tree)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	struct yaml_tree tree = { .well_formed = true };
	struct builder b = { .tree = &tree,
			     .diags = diags,
			     .budget = { YAML_TREE_NODES_MAX, YAML_COPY_BYTES_MAX } };
	yaml_parser_t parser;

	if (len >= 3 && memcmp(bytes, byte_order_mark, 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	size_t usable = usable_length(bytes, len, diags);
	if (usable < len)
		tree.well_formed = false;
	if (!yaml_parser_initialize(&parser))
		return -ENOMEM;
	/* No guessing by byte order marks: text_check() vouches for UTF-8 only. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, usable);
	int r = build(&b, &parser);
	if (r == 0)
		r = check_end(&parser, diags);
	yaml_parser_delete(&parser);
	forget_anchors(&b);
	if (r == -ENOMEM) {
		yaml_tree_free(&tree);
		return r;
	}
	if (r < 0)
		tree.well_formed = false;
	*ret_tree = tree;
	return 0;
}

void yaml_tree_free(struct yaml_tree *tree)
{
	while (tree->chain) {
		struct node *node = tree->chain;

		tree->chain = node->chain;
		free(node->text);
		free(node);
	}
	*tree = (struct yaml_tree){ .well_formed = false };
}

const struct node *node_find(const struct node *map, const char *key)
{
	for (const struct node *value = map->first; value; value = value->next)
		if (strcmp(value->key->text, key) == 0)
			return value;
	return NULL;
}

const char *node_kind_name(const struct node *node)
{
	static const char *const names[] = {
		[NODE_SCALAR] = "a string",
		[NODE_LIST] = "a list",
		[NODE_MAP] = "a mapping",
	};

	return names[node->kind];
}
