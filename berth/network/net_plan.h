// SPDX-License-Identifier: Apache-2.0
//
// What the network of the machine should be: links with their addresses and routes. Both versions
// of network-config are read into this; what is applied knows nothing of their forms. Pure.

#ifndef BERTH_NET_PLAN_H
#define BERTH_NET_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/string_list.h"
#include "net_text.h"

#define NET_LINKS_MAX 256
#define NET_ADDRESSES_MAX 64 /* of a link */
#define NET_ROUTES_MAX 256 /* of a link */
#define NET_ID_MAX 63 /* of a link in the file */
#define NET_GLOB_MAX 63

enum net_kind {
	NET_ETHERNET, /* what the hardware has */
	NET_BOND,
	NET_BRIDGE,
	NET_VLAN,
};

struct net_route {
	struct net_prefix to; /* length 0: everything */
	struct net_ip via; /* AF_UNSPEC: on the link itself */
	bool on_link; /* the gateway is there, whatever the addresses say */
	int64_t metric; /* -1: the kernel's */
};

/* Which hardware is meant; what is not given fits all. */
struct net_match {
	char name[NET_GLOB_MAX + 1]; /* fnmatch(3); "": not given */
	unsigned char mac[NET_MAC_LEN];
	bool has_mac;
	bool nothing; /* it could not be read: another card would be worse than none */
};

/* -1: not given. Numbers as the kernel has them (linux/if_link.h, bonding.rst). */
struct net_bond {
	int mode, lacp_rate, hash_policy, ad_select, fail_over_mac;
	int64_t miimon_ms, up_delay_ms, down_delay_ms, min_links;
	char primary[NET_ID_MAX + 1]; /* name of a member */
};

struct net_bridge {
	int stp; /* -1: not given */
	int64_t forward_delay_s, hello_s, max_age_s, priority; /* -1: not given */
};

struct net_link {
	enum net_kind kind;
	/* In the file: others refer to it; what is no hardware has it, and it is valid there. */
	char name[NET_ID_MAX + 1];
	char set_name[NET_NAME_MAX + 1]; /* ethernet: the name it gets; "": keeps its own */
	struct net_match match; /* ethernet */
	bool dhcp4, dhcp6;
	bool dhcp4_no_dns, dhcp4_no_routes;
	int64_t dhcp4_metric; /* -1: not given */
	int accept_ra; /* -1: not given, 0, 1 */
	int64_t mtu; /* 0: not given */
	unsigned char mac[NET_MAC_LEN]; /* that it gets */
	bool has_mac;
	struct net_prefix *addresses;
	size_t address_count;
	struct net_route *routes;
	size_t route_count;
	struct string_list dns; /* addresses */
	struct string_list search; /* domains */
	struct string_list members; /* bond, bridge: names of links */
	char parent[NET_ID_MAX + 1]; /* vlan: name of its link */
	int vlan_id;
	struct net_bond bond;
	struct net_bridge bridge;
	unsigned line, column; /* where it is in the file; 0: it follows from the machine */
};

struct net_plan {
	struct net_link *links;
	size_t count;
	struct string_list dns, search; /* of no link in particular */
	bool disabled; /* somebody else sees to the network */
	bool usable; /* read to the end of its file: worth keeping */
};

/* net_plan_default - DHCP on whatever wired hardware there is. Returns 0 or -ENOMEM. */
int net_plan_default(struct net_plan *ret);

/*
 * net_plan_add - a link that is not there yet, with nothing given.
 * @ret: owned by the plan; valid until the next call
 * Returns 0, -ENOMEM, -EEXIST, or -ENOSPC (NET_LINKS_MAX).
 */
int net_plan_add(struct net_plan *plan, enum net_kind kind, const char *name,
		 struct net_link **ret);

/* net_plan_find - the link of a name, or NULL. */
struct net_link *net_plan_find(const struct net_plan *plan, const char *name);

/* net_link_add_address, net_link_add_route. Return 0, -ENOMEM or -ENOSPC. */
int net_link_add_address(struct net_link *link, const struct net_prefix *address);
int net_link_add_route(struct net_link *link, const struct net_route *route);

/* net_plan_drop - take out the link with this index. */
void net_plan_drop(struct net_plan *plan, size_t i);

/* net_kind_name - "bond"; static. */
const char *net_kind_name(enum net_kind kind);

void net_plan_release(struct net_plan *plan);

#endif
