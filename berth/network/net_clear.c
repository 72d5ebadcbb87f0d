// SPDX-License-Identifier: Apache-2.0
//
// Taking a network back. See net_clear.h.

#include "net_clear.h"

#include <errno.h>

#include "../../common/io.h"
#include "dhcp.h"
#include "link_ops.h"
#include "resolv_conf.h"

static void clear_link(struct rtnl *rtnl, const struct net_bound *bound)
{
	(void)routes_flush(rtnl, bound->index);
	(void)addresses_flush(rtnl, bound->index);
	if (bound->link->kind == NET_ETHERNET)
		(void)link_set_up(rtnl, bound->index, false);
	else
		(void)link_delete(rtnl, bound->index);
}

/* From the end: what is made of others goes before them. */
int net_clear(const struct net_bounds *bounds)
{
	struct rtnl rtnl;
	int r;

	dhcp_stop(bounds);
	r = rtnl_open(&rtnl);
	if (r < 0)
		return r;
	for (size_t i = bounds->count; i-- > 0;)
		clear_link(&rtnl, &bounds->items[i]);
	rtnl_close(&rtnl);
	(void)remove_flat_dir(RESOLV_PARTS);
	return 0;
}
