// SPDX-License-Identifier: Apache-2.0
//
// Ordering of services. See order.h.

#include "order.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

struct sorter {
	const struct service_def *const *defs;
	struct order order;
	bool *placed;
	size_t *path; /* scratch for the search of a cycle */
	order_note *note;
	void *ctx;
};

static bool answers_to(const struct service_def *def, const char *name)
{
	return strcmp(def->name, name) == 0 || string_list_has(&def->provide, name);
}

static int add_edge(struct order_node *node, size_t to, enum edge_kind kind)
{
	struct order_edge *grown;

	for (size_t i = 0; i < node->edge_count; i++) {
		if (node->edges[i].to == to) {
			if (kind > node->edges[i].kind)
				node->edges[i].kind = kind;
			return 0;
		}
	}
	grown = realloc(node->edges, (node->edge_count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	node->edges = grown;
	node->edges[node->edge_count++] = (struct order_edge){ .to = to, .kind = kind };
	return 0;
}

static void remove_edge(struct order_node *node, size_t to)
{
	for (size_t i = 0; i < node->edge_count; i++) {
		if (node->edges[i].to == to) {
			memmove(&node->edges[i], &node->edges[i + 1],
				(node->edge_count - i - 1) * sizeof(*node->edges));
			node->edge_count--;
			return;
		}
	}
}

static int set_broken(struct order_node *node, const char *why, const char *what)
{
	if (node->broken)
		return 0;
	node->broken = format_text("%s %s", why, what);
	return node->broken ? 0 : -ENOMEM;
}

/* Edges from service @from to everything that answers to the names of one word. */
static int link_names(struct sorter *s, size_t from, const struct string_list *names,
		      enum edge_kind kind)
{
	for (size_t i = 0; i < names->count; i++) {
		bool found = false;
		int r = 0;

		for (size_t to = 0; r == 0 && to < s->order.count; to++) {
			if (to == from || !answers_to(s->defs[to], names->items[i]))
				continue;
			found = true;
			r = add_edge(&s->order.nodes[from], to, kind);
		}
		if (r == 0 && !found && kind == EDGE_NEED)
			r = set_broken(&s->order.nodes[from],
				       "needs a service that does not exist:", names->items[i]);
		if (r < 0)
			return r;
	}
	return 0;
}

static int link_before(struct sorter *s, size_t first)
{
	const struct string_list *names = &s->defs[first]->before;

	for (size_t i = 0; i < names->count; i++) {
		for (size_t later = 0; later < s->order.count; later++) {
			int r = 0;

			if (later != first && answers_to(s->defs[later], names->items[i]))
				r = add_edge(&s->order.nodes[later], first, EDGE_ORDER);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

static int link_all(struct sorter *s)
{
	for (size_t i = 0; i < s->order.count; i++) {
		int r = link_names(s, i, &s->defs[i]->need, EDGE_NEED);

		if (r == 0)
			r = link_names(s, i, &s->defs[i]->want, EDGE_WANT);
		if (r == 0)
			r = link_names(s, i, &s->defs[i]->use, EDGE_ORDER);
		if (r == 0)
			r = link_names(s, i, &s->defs[i]->after, EDGE_ORDER);
		if (r == 0)
			r = link_before(s, i);
		if (r < 0)
			return r;
	}
	return 0;
}

/* First edge to a service that has no place yet, or NULL: then this one may be placed. */
static const struct order_edge *open_edge(const struct sorter *s, size_t from)
{
	const struct order_node *node = &s->order.nodes[from];

	for (size_t i = 0; i < node->edge_count; i++)
		if (!s->placed[node->edges[i].to])
			return &node->edges[i];
	return NULL;
}

/* Names of a cycle, "a -> b -> a", as a new string. */
static char *cycle_text(const struct sorter *s, size_t from, size_t to)
{
	char *text = strdup(s->defs[s->path[from]]->name);

	for (size_t i = from + 1; text && i <= to + 1; i++) {
		size_t member = s->path[i > to ? from : i];
		char *longer = format_text("%s -> %s", text, s->defs[member]->name);

		free(text);
		text = longer;
	}
	return text;
}

static int break_cycle(struct sorter *s, size_t from, size_t to)
{
	cleanup_free char *text = cycle_text(s, from, to);
	cleanup_free char *message = NULL;
	int r = 0;

	if (!text)
		return -ENOMEM;
	for (size_t i = from; i <= to; i++) {
		size_t first = s->path[i], second = s->path[i == to ? from : i + 1];

		if (open_edge(s, first)->kind == EDGE_NEED)
			continue;
		remove_edge(&s->order.nodes[first], second);
		message = format_text("cycle %s: ignoring that %s comes after %s", text,
				      s->defs[first]->name, s->defs[second]->name);
		if (!message)
			return -ENOMEM;
		if (s->note)
			s->note(s->ctx, message);
		return 0;
	}
	for (size_t i = from; r == 0 && i <= to; i++)
		r = set_broken(&s->order.nodes[s->path[i]], "cycle of needs:", text);
	/* any edge will do to get on: none of its members starts */
	remove_edge(&s->order.nodes[s->path[to]], s->path[from]);
	message = format_text("cycle of needs %s: none of them is started", text);
	if (r < 0 || !message)
		return -ENOMEM;
	if (s->note)
		s->note(s->ctx, message);
	return 0;
}

/* Follow open edges from a service that cannot be placed until one comes up again. */
static int find_and_break_cycle(struct sorter *s, size_t start)
{
	size_t len = 0;

	for (size_t at = start;; at = open_edge(s, at)->to) {
		for (size_t i = 0; i < len; i++)
			if (s->path[i] == at)
				return break_cycle(s, i, len - 1);
		s->path[len++] = at;
	}
}

static int place_all(struct sorter *s)
{
	size_t done = 0;

	while (done < s->order.count) {
		size_t blocked = s->order.count;
		size_t i;

		for (i = 0; i < s->order.count; i++) {
			if (s->placed[i])
				continue;
			if (!open_edge(s, i))
				break;
			if (blocked == s->order.count)
				blocked = i;
		}
		if (i < s->order.count) {
			s->placed[i] = true;
			s->order.sequence[done++] = i;
		} else {
			int r = find_and_break_cycle(s, blocked);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

int order_services(const struct service_def *const defs[], size_t count, order_note *note,
		   void *ctx, struct order *ret_order)
{
	/* one more than needed: calloc(0) may return NULL */
	cleanup_free bool *placed = calloc(count + 1, sizeof(*placed));
	cleanup_free size_t *path = calloc(count + 1, sizeof(*path));
	struct sorter s = {
		.defs = defs, .placed = placed, .path = path, .note = note, .ctx = ctx
	};
	int r = -ENOMEM;

	s.order.count = count;
	s.order.nodes = calloc(count + 1, sizeof(*s.order.nodes));
	s.order.sequence = calloc(count + 1, sizeof(*s.order.sequence));
	if (!s.order.nodes)
		s.order.count = 0;
	if (placed && path && s.order.nodes && s.order.sequence)
		r = link_all(&s);
	if (r == 0)
		r = place_all(&s);
	if (r < 0) {
		order_release(&s.order);
		return r;
	}
	*ret_order = s.order;
	return 0;
}

void order_release(struct order *order)
{
	for (size_t i = 0; i < order->count; i++) {
		free(order->nodes[i].edges);
		free(order->nodes[i].broken);
	}
	free(order->nodes);
	free(order->sequence);
	*order = (struct order){ 0 };
}
