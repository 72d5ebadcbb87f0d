// SPDX-License-Identifier: Apache-2.0
//
// Changes to interfaces. See link_ops.h.

#include "link_ops.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MIIMON_MS 100 /* without it a bond takes no notice of a cable that is pulled */
#define HZ_OF_USERS 100 /* unit of times of a bridge, whatever the kernel's own is */

static void put_if_u8(struct rtnl_message *m, uint16_t type, int value)
{
	if (value >= 0)
		rtnl_put_u8(m, type, (uint8_t)value);
}

static void put_if_u32(struct rtnl_message *m, uint16_t type, int64_t value)
{
	if (value >= 0)
		rtnl_put_u32(m, type, (uint32_t)value);
}

static void put_seconds(struct rtnl_message *m, uint16_t type, int64_t seconds)
{
	put_if_u32(m, type, seconds < 0 ? seconds : seconds * HZ_OF_USERS);
}

/* The mode comes first: which of the others there are depends on it. */
static void put_bond(struct rtnl_message *m, const struct net_bond *bond)
{
	put_if_u8(m, IFLA_BOND_MODE, bond->mode);
	put_if_u32(m, IFLA_BOND_MIIMON, bond->miimon_ms < 0 ? MIIMON_MS : bond->miimon_ms);
	put_if_u32(m, IFLA_BOND_UPDELAY, bond->up_delay_ms);
	put_if_u32(m, IFLA_BOND_DOWNDELAY, bond->down_delay_ms);
	put_if_u8(m, IFLA_BOND_FAIL_OVER_MAC, bond->fail_over_mac);
	put_if_u8(m, IFLA_BOND_XMIT_HASH_POLICY, bond->hash_policy);
	put_if_u32(m, IFLA_BOND_MIN_LINKS, bond->min_links);
	put_if_u8(m, IFLA_BOND_AD_LACP_RATE, bond->lacp_rate);
	put_if_u8(m, IFLA_BOND_AD_SELECT, bond->ad_select);
}

static void put_bridge(struct rtnl_message *m, const struct net_bridge *bridge)
{
	put_seconds(m, IFLA_BR_FORWARD_DELAY, bridge->forward_delay_s);
	put_seconds(m, IFLA_BR_HELLO_TIME, bridge->hello_s);
	put_seconds(m, IFLA_BR_MAX_AGE, bridge->max_age_s);
	put_if_u32(m, IFLA_BR_STP_STATE, bridge->stp);
	if (bridge->priority >= 0)
		rtnl_put_u16(m, IFLA_BR_PRIORITY, (uint16_t)bridge->priority);
}

static void put_data(struct rtnl_message *m, const struct net_link *link)
{
	if (link->kind == NET_BOND)
		put_bond(m, &link->bond);
	else if (link->kind == NET_BRIDGE)
		put_bridge(m, &link->bridge);
	else
		rtnl_put_u16(m, IFLA_VLAN_ID, (uint16_t)link->vlan_id);
}

int link_create(struct rtnl *rtnl, const struct net_link *link, int parent)
{
	static const struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
	struct rtnl_message m;
	size_t info, data;

	rtnl_begin(&m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));
	rtnl_put_string(&m, IFLA_IFNAME, link->name);
	if (link->kind == NET_VLAN)
		rtnl_put_u32(&m, IFLA_LINK, (uint32_t)parent);
	info = rtnl_nest(&m, IFLA_LINKINFO);
	rtnl_put_string(&m, IFLA_INFO_KIND, net_kind_name(link->kind));
	data = rtnl_nest(&m, IFLA_INFO_DATA);
	put_data(&m, link);
	rtnl_nest_end(&m, data);
	rtnl_nest_end(&m, info);
	return rtnl_call(rtnl, &m);
}

static void begin_change(struct rtnl_message *m, int index)
{
	const struct ifinfomsg head = { .ifi_family = AF_UNSPEC, .ifi_index = index };

	rtnl_begin(m, RTM_NEWLINK, 0, &head, sizeof(head));
}

int link_rename(struct rtnl *rtnl, int index, const char *name)
{
	struct rtnl_message m;

	begin_change(&m, index);
	rtnl_put_string(&m, IFLA_IFNAME, name);
	return rtnl_call(rtnl, &m);
}

int link_set_up(struct rtnl *rtnl, int index, bool up)
{
	const struct ifinfomsg head = { .ifi_family = AF_UNSPEC,
					.ifi_index = index,
					.ifi_flags = up ? IFF_UP : 0,
					.ifi_change = IFF_UP };
	struct rtnl_message m;

	rtnl_begin(&m, RTM_NEWLINK, 0, &head, sizeof(head));
	return rtnl_call(rtnl, &m);
}

int link_set_mtu(struct rtnl *rtnl, int index, uint32_t mtu)
{
	struct rtnl_message m;

	begin_change(&m, index);
	rtnl_put_u32(&m, IFLA_MTU, mtu);
	return rtnl_call(rtnl, &m);
}

int link_set_mac(struct rtnl *rtnl, int index, const unsigned char mac[NET_MAC_LEN])
{
	struct rtnl_message m;

	begin_change(&m, index);
	rtnl_put(&m, IFLA_ADDRESS, mac, NET_MAC_LEN);
	return rtnl_call(rtnl, &m);
}

int link_set_master(struct rtnl *rtnl, int index, int master)
{
	struct rtnl_message m;

	begin_change(&m, index);
	rtnl_put_u32(&m, IFLA_MASTER, (uint32_t)master);
	return rtnl_call(rtnl, &m);
}

int link_set_primary(struct rtnl *rtnl, int bond, int member)
{
	struct rtnl_message m;
	size_t info, data;

	begin_change(&m, bond);
	info = rtnl_nest(&m, IFLA_LINKINFO);
	rtnl_put_string(&m, IFLA_INFO_KIND, net_kind_name(NET_BOND));
	data = rtnl_nest(&m, IFLA_INFO_DATA);
	rtnl_put_u32(&m, IFLA_BOND_PRIMARY, (uint32_t)member);
	rtnl_nest_end(&m, data);
	rtnl_nest_end(&m, info);
	return rtnl_call(rtnl, &m);
}

int link_delete(struct rtnl *rtnl, int index)
{
	const struct ifinfomsg head = { .ifi_family = AF_UNSPEC, .ifi_index = index };
	struct rtnl_message m;

	rtnl_begin(&m, RTM_DELLINK, 0, &head, sizeof(head));
	return rtnl_call(rtnl, &m);
}

static size_t ip_len(const struct net_ip *ip)
{
	return net_ip_bits(ip) / 8;
}

/* Two addresses, or one, have no room for it (RFC 3021). */
static void put_broadcast(struct rtnl_message *m, const struct net_prefix *address)
{
	struct net_ip broadcast = address->ip;

	if (broadcast.family != AF_INET || address->len > 30)
		return;
	for (unsigned bit = address->len; bit < 32; bit++)
		broadcast.bytes[bit / 8] |= (unsigned char)(0x80 >> bit % 8);
	rtnl_put(m, IFA_BROADCAST, broadcast.bytes, ip_len(&broadcast));
}

int address_add(struct rtnl *rtnl, int index, const struct net_prefix *address)
{
	const struct ifaddrmsg head = { .ifa_family = (uint8_t)address->ip.family,
					.ifa_prefixlen = (uint8_t)address->len,
					.ifa_index = (uint32_t)index };
	struct rtnl_message m;

	rtnl_begin(&m, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &head, sizeof(head));
	rtnl_put(&m, IFA_LOCAL, address->ip.bytes, ip_len(&address->ip));
	rtnl_put(&m, IFA_ADDRESS, address->ip.bytes, ip_len(&address->ip));
	put_broadcast(&m, address);
	return rtnl_call(rtnl, &m);
}

int route_add(struct rtnl *rtnl, int index, const struct net_route *route)
{
	const struct net_prefix *to = &route->to;
	bool has_gateway = route->via.family != AF_UNSPEC;
	const struct rtmsg head = {
		.rtm_family = (uint8_t)to->ip.family,
		.rtm_dst_len = (uint8_t)to->len,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = has_gateway || to->ip.family == AF_INET6 ? RT_SCOPE_UNIVERSE
								      : RT_SCOPE_LINK,
		.rtm_type = RTN_UNICAST,
		.rtm_flags = route->on_link ? RTNH_F_ONLINK : 0,
	};
	struct rtnl_message m;

	rtnl_begin(&m, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));
	if (to->len > 0)
		rtnl_put(&m, RTA_DST, to->ip.bytes, ip_len(&to->ip));
	if (has_gateway)
		rtnl_put(&m, RTA_GATEWAY, route->via.bytes, ip_len(&route->via));
	rtnl_put_u32(&m, RTA_OIF, (uint32_t)index);
	if (route->metric >= 0)
		rtnl_put_u32(&m, RTA_PRIORITY, (uint32_t)route->metric);
	return rtnl_call(rtnl, &m);
}

/* What is to be removed: it is listed first, as the list is being sent meanwhile. */
struct removals {
	int index;
	struct rtnl_message *items;
	size_t count;
};

/* @head: what the answer has before its attributes, of which these are copied */
static int add_removal(struct removals *list, const struct nlmsghdr *answer, uint16_t type,
		       size_t head_len, const uint16_t *same, size_t same_count)
{
	struct rtnl_message *grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
	struct rtnl_message *m;

	if (!grown)
		return -ENOMEM;
	list->items = grown;
	m = &grown[list->count++];
	rtnl_begin(m, type, 0, NLMSG_DATA(answer), head_len);
	for (size_t i = 0; i < same_count; i++) {
		const struct rtattr *attribute = rtnl_attribute(answer, head_len, same[i]);

		if (attribute)
			rtnl_put(m, same[i], RTA_DATA(attribute), RTA_PAYLOAD(attribute));
	}
	return 0;
}

/* What goes with something else, or has gone by itself, is removed as well. */
static int remove_all(struct rtnl *rtnl, struct removals *list, int r)
{
	for (size_t i = 0; i < list->count; i++) {
		int failed = rtnl_call(rtnl, &list->items[i]);

		if (failed < 0 && failed != -ESRCH && failed != -EADDRNOTAVAIL && r == 0)
			r = failed;
	}
	free(list->items);
	return r;
}

static bool is_ours(const struct nlmsghdr *answer, int index)
{
	const struct rtmsg *head = NLMSG_DATA(answer);
	const struct rtattr *oif = rtnl_attribute(answer, sizeof(*head), RTA_OIF);
	int found = 0;

	if (answer->nlmsg_type != RTM_NEWROUTE || head->rtm_protocol != RTPROT_STATIC ||
	    head->rtm_table != RT_TABLE_MAIN || !oif)
		return false;
	memcpy(&found, RTA_DATA(oif), sizeof(found));
	return found == index;
}

static int add_route_to(const struct nlmsghdr *answer, void *context)
{
	static const uint16_t same[] = { RTA_DST, RTA_GATEWAY, RTA_OIF, RTA_PRIORITY };
	struct removals *list = context;

	return is_ours(answer, list->index)
		       ? add_removal(list, answer, RTM_DELROUTE, sizeof(struct rtmsg), same,
				     sizeof(same) / sizeof(same[0]))
		       : 0;
}

int routes_flush(struct rtnl *rtnl, int index)
{
	static const struct rtmsg all = { .rtm_family = AF_UNSPEC };
	struct removals list = { .index = index };
	int r = rtnl_dump(rtnl, RTM_GETROUTE, &all, sizeof(all), add_route_to, &list);

	return remove_all(rtnl, &list, r);
}

static int add_address_to(const struct nlmsghdr *answer, void *context)
{
	static const uint16_t same[] = { IFA_LOCAL, IFA_ADDRESS };
	struct removals *list = context;
	const struct ifaddrmsg *head = NLMSG_DATA(answer);

	return answer->nlmsg_type == RTM_NEWADDR && head->ifa_index == (uint32_t)list->index
		       ? add_removal(list, answer, RTM_DELADDR, sizeof(*head), same,
				     sizeof(same) / sizeof(same[0]))
		       : 0;
}

int addresses_flush(struct rtnl *rtnl, int index)
{
	static const struct ifaddrmsg all = { .ifa_family = AF_UNSPEC };
	struct removals list = { .index = index };
	int r = rtnl_dump(rtnl, RTM_GETADDR, &all, sizeof(all), add_address_to, &list);

	return remove_all(rtnl, &list, r);
}
