// SPDX-License-Identifier: Apache-2.0
//
// How links of a plan refer to each other. Pure.

#ifndef BERTH_NET_LINKS_H
#define BERTH_NET_LINKS_H

#include "../yaml/diag.h"
#include "net_plan.h"

/*
 * net_links_check - take out what cannot be: links without what they are made of, or made of
 * themselves; members that do not exist, or are in two others. Sorts the rest: parts come first.
 * @diags: gets what was taken out, with the place of the link
 */
void net_links_check(struct net_plan *plan, struct diag_list *diags);

#endif
