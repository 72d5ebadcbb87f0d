// SPDX-License-Identifier: Apache-2.0
//
// Mending the network. See network_mend.h.

#include "network_mend.h"

#include <errno.h>
#include <stdlib.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/monotonic.h"
#include "../config/config_paths.h"
#include "dhcp.h"
#include "first_names.h"
#include "network_config.h"
#include "network_up.h"

/* The plan of the network that is in force. */
static int read_now(char **ret_config, struct net_plan *plan)
{
	int r = read_file(NETWORK_NOW, NETWORK_CONFIG_MAX, ret_config, NULL);

	return r < 0 ? r : network_plan(*ret_config, plan);
}

static int read_links(struct kernel_links *links)
{
	struct rtnl rtnl;
	int r = rtnl_open(&rtnl);

	if (r < 0)
		return r;
	r = kernel_links_read(&rtnl, links);
	if (r == 0)
		first_names_read(links);
	rtnl_close(&rtnl);
	return r;
}

int network_follow(struct link_watch *watch)
{
	cleanup_free char *config = NULL;
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };
	struct kernel_links links = { 0 };
	int r = read_now(&config, &plan);

	if (r == 0)
		r = net_find(&plan, &bounds);
	if (r == 0)
		r = read_links(&links);
	if (r == 0)
		r = link_watch_follow(watch, &links, &plan, &bounds, monotonic_ms());
	kernel_links_release(&links);
	free(bounds.items);
	net_plan_release(&plan);
	return r;
}

static void forget_gone(const struct link_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++)
		if (watch->items[i].gone)
			dhcp_forget(watch->items[i].name);
}

static void renew_back(const struct link_watch *watch, const struct net_bounds *bounds)
{
	for (size_t i = 0; i < bounds->count; i++)
		if (link_watch_is_back(watch, bounds->items[i].index))
			dhcp_renew(&bounds->items[i]);
}

int network_mend(const struct link_watch *watch)
{
	cleanup_fd int lock = network_lock();
	cleanup_free char *config = NULL;
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };
	int r = lock < 0 ? lock : read_now(&config, &plan);

	if (r == 0) {
		forget_gone(watch);
		r = network_up(config, &plan, true, &bounds);
	}
	if (r == 0)
		renew_back(watch, &bounds);
	free(bounds.items);
	net_plan_release(&plan);
	return r;
}
