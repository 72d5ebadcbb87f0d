// SPDX-License-Identifier: Apache-2.0
//
// The plan of the network. See net_plan.h.

#include "net_plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/text.h"

const char *net_kind_name(enum net_kind kind)
{
	static const char *const names[] = {
		[NET_ETHERNET] = "ethernet",
		[NET_BOND] = "bond",
		[NET_BRIDGE] = "bridge",
		[NET_VLAN] = "vlan",
	};

	return names[kind];
}

struct net_link *net_plan_find(const struct net_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(plan->links[i].name, name) == 0)
			return &plan->links[i];
	return NULL;
}

static struct net_link new_link(enum net_kind kind)
{
	return (struct net_link){
		.kind = kind,
		.accept_ra = -1,
		.dhcp4_metric = -1,
		.vlan_id = -1,
		.bond = { .mode = -1,
			  .lacp_rate = -1,
			  .hash_policy = -1,
			  .ad_select = -1,
			  .fail_over_mac = -1,
			  .miimon_ms = -1,
			  .up_delay_ms = -1,
			  .down_delay_ms = -1,
			  .min_links = -1 },
		.bridge = { .stp = -1,
			    .forward_delay_s = -1,
			    .hello_s = -1,
			    .max_age_s = -1,
			    .priority = -1 },
	};
}

int net_plan_add(struct net_plan *plan, enum net_kind kind, const char *name, struct net_link **ret)
{
	struct net_link *grown;

	if (net_plan_find(plan, name))
		return -EEXIST;
	if (plan->count == NET_LINKS_MAX)
		return -ENOSPC;
	grown = realloc(plan->links, (plan->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	plan->links = grown;
	*ret = &grown[plan->count++];
	**ret = new_link(kind);
	text_copy((*ret)->name, sizeof((*ret)->name), name);
	return 0;
}

int net_plan_default(struct net_plan *ret)
{
	struct net_plan plan = { 0 };
	struct net_link *link;
	int r = net_plan_add(&plan, NET_ETHERNET, "wired", &link);

	if (r < 0)
		return r;
	text_copy(link->match.name, sizeof(link->match.name), "*");
	link->dhcp4 = true;
	*ret = plan;
	return 0;
}

int net_link_add_address(struct net_link *link, const struct net_prefix *address)
{
	struct net_prefix *grown;

	if (link->address_count == NET_ADDRESSES_MAX)
		return -ENOSPC;
	grown = realloc(link->addresses, (link->address_count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	link->addresses = grown;
	grown[link->address_count++] = *address;
	return 0;
}

int net_link_add_route(struct net_link *link, const struct net_route *route)
{
	struct net_route *grown;

	if (link->route_count == NET_ROUTES_MAX)
		return -ENOSPC;
	grown = realloc(link->routes, (link->route_count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	link->routes = grown;
	grown[link->route_count++] = *route;
	return 0;
}

static void release_link(struct net_link *link)
{
	free(link->addresses);
	free(link->routes);
	string_list_release(&link->dns);
	string_list_release(&link->search);
	string_list_release(&link->members);
}

void net_plan_drop(struct net_plan *plan, size_t i)
{
	release_link(&plan->links[i]);
	plan->count--;
	memmove(&plan->links[i], &plan->links[i + 1], (plan->count - i) * sizeof(*plan->links));
}

void net_plan_release(struct net_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		release_link(&plan->links[i]);
	free(plan->links);
	string_list_release(&plan->dns);
	string_list_release(&plan->search);
	*plan = (struct net_plan){ 0 };
}
