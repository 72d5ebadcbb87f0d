// SPDX-License-Identifier: Apache-2.0
//
// Single changes to the kernel's interfaces, addresses and routes. Each returns 0 or a negative
// errno.

#ifndef BERTH_LINK_OPS_H
#define BERTH_LINK_OPS_H

#include "net_plan.h"
#include "rtnl.h"

/* link_create - a bond, bridge or VLAN. @parent: index of the link that a VLAN is on */
int link_create(struct rtnl *rtnl, const struct net_link *link, int parent);

int link_rename(struct rtnl *rtnl, int index, const char *name); /* it must be down */
int link_set_up(struct rtnl *rtnl, int index, bool up);
int link_set_mtu(struct rtnl *rtnl, int index, uint32_t mtu);
int link_set_mac(struct rtnl *rtnl, int index, const unsigned char mac[NET_MAC_LEN]);
int link_set_master(struct rtnl *rtnl, int index, int master); /* of a bond it must be down */
int link_set_primary(struct rtnl *rtnl, int bond, int member);

int link_delete(struct rtnl *rtnl, int index); /* a bond, bridge or VLAN */

int address_add(struct rtnl *rtnl, int index, const struct net_prefix *address);
int route_add(struct rtnl *rtnl, int index, const struct net_route *route);

/* routes_flush - remove those that route_add() made. addresses_flush - remove all addresses. */
int routes_flush(struct rtnl *rtnl, int index);
int addresses_flush(struct rtnl *rtnl, int index);

#endif
