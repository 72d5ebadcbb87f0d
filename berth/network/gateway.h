// SPDX-License-Identifier: Apache-2.0
//
// Whether there is a way out of the machine: a default route whose gateway answers.

#ifndef BERTH_GATEWAY_H
#define BERTH_GATEWAY_H

#include <stdbool.h>

#include "net_apply.h"
#include "rtnl.h"

/* gateway_is_wanted - true if the link is to lead to a gateway of that family. Pure. */
bool gateway_is_wanted(const struct net_link *link, int family);

/*
 * gateway_answers - ask all gateways that the interfaces are to lead to whether they are there, and
 * look who has answered so far. To be called again after a while: an answer takes as long as the
 * network does.
 */
bool gateway_answers(struct rtnl *rtnl, const struct net_bounds *bounds);

#endif
