// SPDX-License-Identifier: Apache-2.0
//
// Gateways and neighbours. See gateway.h.

#include "gateway.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "net_text.h"

#define GATEWAYS_MAX 16
#define DISCARD_PORT 9 /* RFC 863: what is sent there is for nobody */
/* Its hardware address is known, which only it can have told. */
#define KNOWN (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PERMANENT | NUD_NOARP)

struct gateway {
	struct net_ip ip;
	int index; /* of the interface */
};

struct gateways {
	const struct net_bounds *bounds;
	struct gateway items[GATEWAYS_MAX];
	size_t count;
	bool answered;
};

static bool take_ip(const struct rtattr *attribute, int family, struct net_ip *ip)
{
	struct net_ip found = { .family = family };

	if (!attribute || RTA_PAYLOAD(attribute) != net_ip_bits(&found) / 8)
		return false;
	memcpy(found.bytes, RTA_DATA(attribute), RTA_PAYLOAD(attribute));
	*ip = found;
	return true;
}

bool gateway_is_wanted(const struct net_link *link, int family)
{
	if (family == AF_INET && link->dhcp4 && !link->dhcp4_no_routes)
		return true;
	for (size_t i = 0; i < link->route_count; i++)
		if (link->routes[i].to.len == 0 && link->routes[i].to.ip.family == family)
			return true;
	return false;
}

/* Others, a router of another family say, are no proof of this configuration. */
static bool is_wanted(const struct net_bounds *bounds, const struct gateway *gateway)
{
	for (size_t i = 0; i < bounds->count; i++)
		if (bounds->items[i].index == gateway->index)
			return gateway_is_wanted(bounds->items[i].link, gateway->ip.family);
	return false;
}

static int add_gateway(const struct nlmsghdr *answer, void *context)
{
	struct gateways *gateways = context;
	const struct rtmsg *head = NLMSG_DATA(answer);
	const struct rtattr *oif = rtnl_attribute(answer, sizeof(*head), RTA_OIF);
	struct gateway *gateway = &gateways->items[gateways->count];

	if (answer->nlmsg_type != RTM_NEWROUTE || head->rtm_table != RT_TABLE_MAIN ||
	    head->rtm_dst_len != 0 || !oif || gateways->count == GATEWAYS_MAX)
		return 0;
	if (!take_ip(rtnl_attribute(answer, sizeof(*head), RTA_GATEWAY), head->rtm_family,
		     &gateway->ip))
		return 0;
	memcpy(&gateway->index, RTA_DATA(oif), sizeof(gateway->index));
	gateways->count += is_wanted(gateways->bounds, gateway);
	return 0;
}

static int look_at_neighbour(const struct nlmsghdr *answer, void *context)
{
	struct gateways *gateways = context;
	const struct ndmsg *head = NLMSG_DATA(answer);
	struct net_ip ip;

	if (answer->nlmsg_type != RTM_NEWNEIGH || !(head->ndm_state & KNOWN) ||
	    !take_ip(rtnl_attribute(answer, sizeof(*head), NDA_DST), head->ndm_family, &ip))
		return 0;
	for (size_t i = 0; i < gateways->count; i++)
		if (gateways->items[i].index == head->ndm_ifindex &&
		    memcmp(&gateways->items[i].ip, &ip, sizeof(ip)) == 0)
			gateways->answered = true;
	return 0;
}

/* A packet for it makes the kernel ask for its hardware address. */
static void ask(const struct gateway *gateway)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(DISCARD_PORT) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
				   .sin6_port = htons(DISCARD_PORT),
				   .sin6_scope_id = (uint32_t)gateway->index };
	bool is_v6 = gateway->ip.family == AF_INET6;
	cleanup_fd int fd = socket(gateway->ip.family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	memcpy(&v4.sin_addr, gateway->ip.bytes, sizeof(v4.sin_addr));
	memcpy(&v6.sin6_addr, gateway->ip.bytes, sizeof(v6.sin6_addr));
	(void)sendto(fd, "", 1, MSG_DONTWAIT,
		     is_v6 ? (const struct sockaddr *)&v6 : (const struct sockaddr *)&v4,
		     is_v6 ? sizeof(v6) : sizeof(v4));
}

bool gateway_answers(struct rtnl *rtnl, const struct net_bounds *bounds)
{
	static const struct rtmsg routes = { .rtm_family = AF_UNSPEC };
	static const struct ndmsg neighbours = { .ndm_family = AF_UNSPEC };
	struct gateways gateways = { .bounds = bounds };

	if (rtnl_dump(rtnl, RTM_GETROUTE, &routes, sizeof(routes), add_gateway, &gateways) < 0)
		return false;
	for (size_t i = 0; i < gateways.count; i++)
		ask(&gateways.items[i]);
	return rtnl_dump(rtnl, RTM_GETNEIGH, &neighbours, sizeof(neighbours), look_at_neighbour,
			 &gateways) == 0 &&
	       gateways.answered;
}
