// SPDX-License-Identifier: Apache-2.0
//
// Makes the network of the machine what the plan says: names, bonds, bridges, VLANs, addresses,
// routes. A second call changes nothing but for a moment without the routes. DHCP clients, which
// add more, are the caller's.

#ifndef BERTH_NET_APPLY_H
#define BERTH_NET_APPLY_H

#include <stddef.h>

#include "../yaml/diag.h"
#include "net_plan.h"

/* An interface that a link of the plan has become. A link that fits several cards has several. */
struct net_bound {
	const struct net_link *link; /* borrowed from the plan */
	int index;
	char name[NET_NAME_MAX + 1];
};

struct net_bounds {
	struct net_bound *items;
	size_t count;
};

/*
 * net_apply - bring the kernel to it.
 * @problems: gets each step that failed, with the place of the link; the others are done all the
 * same
 * @ret: what there is then; the caller frees the items
 * Returns 0, also with problems, or a negative errno (the kernel does not answer, no memory).
 */
int net_apply(const struct net_plan *plan, struct diag_list *problems, struct net_bounds *ret);

/* net_find - what there is of a plan that was applied; changes nothing. The rest as net_apply(). */
int net_find(const struct net_plan *plan, struct net_bounds *ret);

#endif
