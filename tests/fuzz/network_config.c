// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the readers of network-config and of the words of the kernel command line that stand
// for one. Beside "does not crash" it asserts what those rely on
// who bring the plan to the kernel: names that are names, parts that come before what is made of
// them, numbers within their bounds; and that problems are safe for a terminal. Built with
// libFuzzer, or with replay.c to run the corpus as a test.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../../berth/network/net_links.h"
#include "../../berth/network/net_match.h"
#include "../../berth/network/net_plan_read.h"
#include "../../berth/network/network_cmdline.h"
#include "../../berth/network/network_config.h"
#include "../../berth/network/resolv_conf.h"

#define DNS_MAX 16
#define METRIC_MAX 4294967295
#define MTU_MIN 68
#define MTU_MAX 65536
#define VLAN_ID_MAX 4094

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void require_plain(const char *text)
{
	for (; *text; text++)
		require((unsigned char)*text >= ' ' || *text == '\t');
}

static void require_range(int64_t value, int64_t min, int64_t max)
{
	require(value >= min && value <= max);
}

static void check_problems(const struct diag_list *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		require_plain(problems->items[i].text);
		require(problems->items[i].text[0] != '\0');
	}
}

static void require_family(const struct net_ip *ip)
{
	require(ip->family == AF_INET || ip->family == AF_INET6);
}

static void check_addresses(const struct net_link *link)
{
	require(link->address_count <= NET_ADDRESSES_MAX);
	for (size_t i = 0; i < link->address_count; i++) {
		require_family(&link->addresses[i].ip);
		require(link->addresses[i].len <= net_ip_bits(&link->addresses[i].ip));
	}
}

static void check_route(const struct net_route *route)
{
	struct net_prefix network = route->to;

	require_family(&route->to.ip);
	require(route->to.len <= net_ip_bits(&route->to.ip));
	net_prefix_clear_host(&network);
	require(memcmp(network.ip.bytes, route->to.ip.bytes, sizeof(network.ip.bytes)) == 0);
	require(route->via.family == AF_UNSPEC || route->via.family == route->to.ip.family);
	require_range(route->metric, -1, METRIC_MAX);
}

static void check_routes(const struct net_link *link)
{
	require(link->route_count <= NET_ROUTES_MAX);
	for (size_t i = 0; i < link->route_count; i++)
		check_route(&link->routes[i]);
}

/* Nothing in it may become another line of /etc/resolv.conf, or another word. */
static void check_name_servers(const struct string_list *dns, const struct string_list *search)
{
	struct net_ip ip;

	require(dns->count <= DNS_MAX && search->count <= DNS_MAX);
	for (size_t i = 0; i < dns->count; i++)
		require(net_ip_parse(dns->items[i], &ip) == 0);
	for (size_t i = 0; i < search->count; i++)
		require(!strpbrk(search->items[i], " \t\r\n") && *search->items[i]);
	free(resolv_conf_part(dns, search));
}

static void check_name_if_any(const char *name)
{
	require(!*name || net_name_is_valid(name));
}

/* The first links are all that a link may be made of. */
static void require_before(const struct net_plan *plan, size_t count, const char *name)
{
	const struct net_plan first = { .links = plan->links, .count = count };

	require(net_plan_find(&first, name) != NULL);
}

static void check_parts(const struct net_plan *plan, size_t i)
{
	const struct net_link *link = &plan->links[i];

	require(link->members.count <= i);
	for (size_t k = 0; k < link->members.count; k++)
		require_before(plan, i, link->members.items[k]);
	require((link->kind == NET_VLAN) == (*link->parent != '\0'));
	if (link->kind == NET_VLAN) {
		require_before(plan, i, link->parent);
		require_range(link->vlan_id, 0, VLAN_ID_MAX);
	}
	require(link->members.count == 0 || link->kind == NET_BOND || link->kind == NET_BRIDGE);
}

static void check_numbers(const struct net_link *link)
{
	require(link->mtu == 0 || (link->mtu >= MTU_MIN && link->mtu <= MTU_MAX));
	require_range(link->dhcp4_metric, -1, METRIC_MAX);
	require_range(link->accept_ra, -1, 1);
	require_range(link->bond.mode, -1, 6);
	require_range(link->bond.min_links, -1, 255);
	require_range(link->bridge.stp, -1, 1);
	require_range(link->bridge.priority, -1, 65535);
	require_range(link->bridge.hello_s, -1, 10);
}

/* In one link at most. */
static void check_owners(const struct net_plan *plan, const char *name)
{
	size_t owners = 0;

	for (size_t i = 0; i < plan->count; i++)
		owners += string_list_has(&plan->links[i].members, name);
	require(owners <= 1);
}

/* @words: which are on no line */
static void check_link(const struct net_plan *plan, size_t i, bool words)
{
	const struct net_link *link = &plan->links[i];

	require(*link->name && (link->kind == NET_ETHERNET || net_name_is_valid(link->name)));
	check_name_if_any(link->set_name);
	require(!*link->bond.primary || string_list_has(&link->members, link->bond.primary));
	require(net_plan_find(plan, link->name) == link); /* there is no second one */
	require(link->line > 0 || words);
	check_owners(plan, link->name);
	check_parts(plan, i);
	check_numbers(link);
	check_addresses(link);
	check_routes(link);
	check_name_servers(&link->dns, &link->search);
}

static void check_match(const struct net_plan *plan)
{
	const struct kernel_link card = {
		.name = "eth0", .first_name = "eth0", .wired = true, .has_mac = true
	};
	const struct net_link *link = net_match(plan, &card);

	require(!link || (link->kind == NET_ETHERNET && !link->match.nothing));
}

/* What was checked once has nothing more to be taken out. */
static void check_is_settled(struct net_plan *plan)
{
	size_t count = plan->count;
	struct diag_list problems;

	diag_init(&problems, "again");
	net_links_check(plan, &problems);
	require(diag_found(&problems) == 0 && plan->count == count);
	diag_free(&problems);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag_list problems;
	struct net_plan plan;
	char *text = strndup((const char *)data, size);
	bool words = text && network_cmdline_is(text);

	require(text != NULL);
	diag_init(&problems, "network-config");
	require((words ? net_plan_read(text, &problems, &plan)
		       : network_config_parse((const char *)data, size, &problems, &plan)) == 0);
	free(text);
	check_problems(&problems);
	require(plan.count <= NET_LINKS_MAX);
	for (size_t i = 0; i < plan.count; i++)
		check_link(&plan, i, words);
	check_name_servers(&plan.dns, &plan.search);
	check_match(&plan);
	check_is_settled(&plan);
	net_plan_release(&plan);
	diag_free(&problems);
	return 0;
}
