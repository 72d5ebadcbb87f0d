// SPDX-License-Identifier: Apache-2.0
//
// Taking a network back. See net_clear.h.

#include "net_clear.h"

#include <errno.h>

#include "../../common/io.h"
#include "dhcp.h"
#include "first_names.h"
#include "link_ops.h"
#include "resolv_conf.h"

/* As it was before anything was changed, but for its name. */
static void restore_card(struct rtnl *rtnl, const struct net_bound *bound,
			 const struct kernel_link *card)
{
	(void)link_set_up(rtnl, bound->index, false);
	if (bound->link->mtu > 0 && card && card->first_mtu > 0)
		(void)link_set_mtu(rtnl, bound->index, card->first_mtu);
	if (bound->link->has_mac && card && card->has_mac)
		(void)link_set_mac(rtnl, bound->index, card->mac);
}

static void clear_link(struct rtnl *rtnl, const struct net_bound *bound,
		       const struct kernel_links *links)
{
	(void)routes_flush(rtnl, bound->index);
	(void)addresses_flush(rtnl, bound->index);
	if (bound->link->kind == NET_ETHERNET)
		restore_card(rtnl, bound, kernel_links_find(links, bound->name));
	else
		(void)link_delete(rtnl, bound->index);
}

/* From the end: what is made of others goes before them. */
int net_clear(const struct net_bounds *bounds)
{
	struct kernel_links links = { 0 };
	struct rtnl rtnl;
	int r;

	dhcp_stop(bounds);
	r = rtnl_open(&rtnl);
	if (r < 0)
		return r;
	r = kernel_links_read(&rtnl, &links);
	if (r == 0)
		first_names_read(&links);
	for (size_t i = bounds->count; i-- > 0 && r == 0;)
		clear_link(&rtnl, &bounds->items[i], &links);
	kernel_links_release(&links);
	rtnl_close(&rtnl);
	(void)remove_flat_dir(RESOLV_PARTS);
	return r;
}
