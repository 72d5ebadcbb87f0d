// SPDX-License-Identifier: Apache-2.0
//
// Which hardware a plan means. Pure.

#ifndef BERTH_NET_MATCH_H
#define BERTH_NET_MATCH_H

#include "kernel_links.h"
#include "net_plan.h"

/*
 * net_match - the link of the plan that a card belongs to: of those that it fits, one that says
 * which card it means wins over one that means many, and otherwise the first one.
 * Returns NULL if it is in none, or no wired card.
 */
const struct net_link *net_match(const struct net_plan *plan, const struct kernel_link *card);

#endif
