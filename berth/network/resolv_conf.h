// SPDX-License-Identifier: Apache-2.0
//
// Name servers: /etc/resolv.conf is the sum of a part per interface and source, each of which has
// its own file. The DHCP client's script puts it together in the same way.

#ifndef BERTH_RESOLV_CONF_H
#define BERTH_RESOLV_CONF_H

#include "net_apply.h"

#define RESOLV_PARTS "/run/resolv"

/* resolv_conf_part - text of one part; NULL: no memory. The caller frees. */
char *resolv_conf_part(const struct net_link *link);

/*
 * resolv_conf_apply - write the parts of what is in the plan, in front of those from leases, and
 * the sum. Returns 0 or a negative errno.
 */
int resolv_conf_apply(const struct net_bounds *bounds);

#endif
