// SPDX-License-Identifier: Apache-2.0
//
// The order in which services start: a graph from what their scripts say, cycles found, reported
// and broken in a stated way. Pure.

#ifndef BERTH_INIT_ORDER_H
#define BERTH_INIT_ORDER_H

#include "service_file.h"

enum edge_kind {
	/* the stronger one comes later */
	EDGE_ORDER, /* wait for the other one, whatever becomes of it: use, after, before */
	EDGE_WANT, /* the same, and whoever starts this one starts the other one, too */
	EDGE_NEED, /* the same, and the other one's failure is this one's failure */
};

struct order_edge {
	size_t to; /* index of the service that is waited for */
	enum edge_kind kind;
};

struct order_node {
	struct order_edge *edges;
	size_t edge_count;
	char *broken; /* why it cannot be started; NULL = it can */
};

struct order {
	struct order_node *nodes; /* same index as the definitions */
	size_t *sequence; /* indices in an order that respects all edges */
	size_t count;
};

/* Tells about a cycle and how it was broken. */
typedef void order_note(void *ctx, const char *text);

/*
 * order_services - build and order the graph.
 * @defs: all services that take part; among those that are free to start, the order given here is
 *        kept
 * @note: called once per cycle; may be NULL
 * Missing names: `need` of an unknown name breaks the service, all other words ignore it. A name
 * given by `provide` stands for every service that provides it.
 * A cycle is broken at its first edge that is not `need`; one of needs only breaks all its members.
 * @ret_order: release with order_release()
 * Returns 0 or -ENOMEM.
 */
int order_services(const struct service_def *const defs[], size_t count, order_note *note,
		   void *ctx, struct order *ret_order);
void order_release(struct order *order);

#endif
