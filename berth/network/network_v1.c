// SPDX-License-Identifier: Apache-2.0
//
// The older form of network-config. See network_v1.h.

#include "network_v1.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "../../common/text.h"
#include "../yaml/node_value.h"
#include "net_node.h"
#include "net_params.h"

#define VLAN_ID_MAX 4094
#define PARAM_MAX 40

struct reader {
	struct diag_list *diags;
	struct net_plan *plan;
	struct net_link *link;
};

static void unknown(struct reader *r, const struct node *value, const char *of)
{
	diag_add(r->diags, value->key->line, value->key->column,
		 "'%.60s' of %s is not supported by this version", value->key->text, of);
}

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(text, *words) == 0)
			return true;
	return false;
}

/* Each of these with its own list of mappings, or nothing. */
static int for_each(struct reader *r, const struct node *value,
		    int (*read)(struct reader *r, const struct node *item))
{
	int ret = 0;

	if (value->kind != NODE_LIST) {
		diag_add(r->diags, value->line, value->column, "%s must be a list",
			 value->key->text);
		return 0;
	}
	for (const struct node *item = value->first; item && ret == 0; item = item->next) {
		if (item->kind == NODE_MAP && item->complete)
			ret = read(r, item);
		else
			diag_add(r->diags, item->line, item->column,
				 "%s: an entry must be a mapping", value->key->text);
	}
	return ret;
}

/* "address: 192.0.2.1", "netmask: 255.255.255.0"; or both in one. */
static bool read_prefix(struct reader *r, const struct node *address, const struct node *mask,
			struct net_prefix *ret)
{
	int len;

	if (!net_node_prefix(address, address->key->text, r->diags, ret))
		return false;
	if (strchr(address->text, '/'))
		return true;
	if (!mask) {
		diag_add(r->diags, address->line, address->column,
			 "'%s' needs a netmask, or the length of its network, like %s/24",
			 address->text, address->text);
		return false;
	}
	len = net_netmask_len(mask->kind == NODE_SCALAR ? mask->text : "", ret->ip.family);
	if (len < 0) {
		diag_add(r->diags, mask->line, mask->column, "netmask: '%.60s' is none",
			 mask->kind == NODE_SCALAR ? mask->text : "");
		return false;
	}
	ret->len = (unsigned)len;
	return true;
}

/* A route of a subnet, or one that stands for itself: their keys are called alike but for one. */
static bool read_route(struct reader *r, const struct node *map, struct net_route *route)
{
	static const char *const known[] = { "network", "destination", "netmask", "gateway",
					     "metric",	"type",	       NULL };
	const struct node *to = node_find(map, "network");
	const struct node *gateway = node_find(map, "gateway");
	const struct node *metric = node_find(map, "metric");

	*route = (struct net_route){ .metric = -1 };
	for (const struct node *value = map->first; value; value = value->next)
		if (!is_one_of(value->key->text, known)) {
			unknown(r, value, "a route");
			return false; /* it would be another one */
		}
	if (!to)
		to = node_find(map, "destination");
	if (!to || !gateway) {
		diag_add(r->diags, map->line, map->column,
			 "a route needs a 'network' (or 'destination') and a 'gateway'");
		return false;
	}
	if (metric)
		node_number(metric, "metric", 0, NET_METRIC_MAX, r->diags, &route->metric);
	if (!read_prefix(r, to, node_find(map, "netmask"), &route->to) ||
	    !net_node_ip(gateway, "gateway", r->diags, &route->via))
		return false;
	net_prefix_clear_host(&route->to);
	if (route->to.ip.family == route->via.family)
		return true;
	diag_add(r->diags, gateway->line, gateway->column,
		 "gateway: '%s' is of another family than the route", gateway->text);
	return false;
}

static int read_subnet_route(struct reader *r, const struct node *map)
{
	struct net_route route;

	if (!read_route(r, map, &route))
		return 0;
	return net_room(net_link_add_route(r->link, &route), map, "routes", r->diags);
}

static int read_gateway(struct reader *r, const struct node *value)
{
	struct net_ip gateway;
	struct net_route route;

	if (!net_node_ip(value, "gateway", r->diags, &gateway))
		return 0;
	route = net_gateway_route(&gateway);
	return net_room(net_link_add_route(r->link, &route), value, "routes", r->diags);
}

static int read_address(struct reader *r, const struct node *subnet)
{
	const struct node *address = node_find(subnet, "address");
	struct net_prefix prefix;

	if (!address) {
		diag_add(r->diags, subnet->line, subnet->column,
			 "a static subnet needs an 'address'");
		return 0;
	}
	if (!read_prefix(r, address, node_find(subnet, "netmask"), &prefix))
		return 0;
	return net_room(net_link_add_address(r->link, &prefix), address, "subnets", r->diags);
}

static int read_subnet_key(struct reader *r, const struct node *value)
{
	static const char *const elsewhere[] = { "type", "address", "netmask", NULL };
	const char *key = value->key->text;

	if (strcmp(key, "gateway") == 0)
		return read_gateway(r, value);
	if (strcmp(key, "dns_nameservers") == 0)
		return net_node_dns(value, key, r->diags, &r->link->dns);
	if (strcmp(key, "dns_search") == 0)
		return net_node_search(value, key, r->diags, &r->link->search);
	if (strcmp(key, "routes") == 0)
		return for_each(r, value, read_subnet_route);
	if (!is_one_of(key, elsewhere))
		unknown(r, value, "a subnet");
	return 0;
}

static int read_subnet(struct reader *r, const struct node *subnet)
{
	static const char *const dhcp4[] = { "dhcp", "dhcp4", NULL };
	static const char *const dhcp6[] = { "dhcp6", "ipv6_dhcpv6-stateful", NULL };
	static const char *const fixed[] = { "static", "static6", NULL };
	static const char *const by_router[] = { "ipv6_slaac", "manual", NULL };
	const struct node *type = node_find(subnet, "type");
	const char *text = type ? net_node_text(type, "type", r->diags) : "";
	int ret = 0;

	if (!text)
		return 0;
	if (is_one_of(text, dhcp4))
		r->link->dhcp4 = true;
	else if (is_one_of(text, dhcp6))
		r->link->dhcp6 = true;
	else if (is_one_of(text, fixed))
		ret = read_address(r, subnet);
	else if (!is_one_of(text, by_router))
		diag_add(r->diags, (type ? type : subnet)->line, (type ? type : subnet)->column,
			 "a subnet of type '%.40s' is not supported by this version", text);
	for (const struct node *value = subnet->first; value && ret == 0; value = value->next)
		ret = read_subnet_key(r, value);
	return ret;
}

/* "bond-mode", "bond_mode": told apart from others by the beginning only. */
static void read_param(struct reader *r, const struct node *value)
{
	char name[PARAM_MAX] = "";
	const char *kind = net_kind_name(r->link->kind);
	const char *key = value->key->text;
	size_t skip = strlen(kind) + 1;

	if (strlen(key) > skip && strncmp(key, kind, skip - 1) == 0 && strchr("-_", key[skip - 1]))
		text_copy(name, sizeof(name), key + skip);
	for (char *c = name; *c; c++)
		if (*c == '_')
			*c = '-';
	net_param_read(value, name, true, r->diags, r->link);
}

static int read_params(struct reader *r, const struct node *value)
{
	if (value->kind != NODE_MAP)
		diag_add(r->diags, value->line, value->column, "params must be a mapping");
	for (const struct node *item = value->kind == NODE_MAP ? value->first : NULL; item;
	     item = item->next)
		read_param(r, item);
	return 0;
}

static void read_mac(struct reader *r, const struct node *value)
{
	struct net_link *link = r->link;

	/* of hardware it says which one is meant; of what is made, the address that it gets */
	if (link->kind == NET_ETHERNET) {
		link->match = (struct net_match){ .has_mac = true };
		link->match.nothing =
			!net_node_mac(value, "mac_address", r->diags, link->match.mac);
		text_copy(link->set_name, sizeof(link->set_name), link->name);
	} else {
		link->has_mac = net_node_mac(value, "mac_address", r->diags, link->mac);
	}
}

static void read_id(struct reader *r, const struct node *value)
{
	int64_t id = -1;

	node_number(value, "vlan_id", 0, VLAN_ID_MAX, r->diags, &id);
	r->link->vlan_id = (int)id;
}

static int read_link_key(struct reader *r, const struct node *value)
{
	static const char *const elsewhere[] = { "type", "name", NULL };
	const char *key = value->key->text;
	enum net_kind kind = r->link->kind;

	if (is_one_of(key, elsewhere))
		return 0;
	if (strcmp(key, "subnets") == 0)
		return value->kind == NODE_SCALAR && value->type == SCALAR_NULL
			       ? 0
			       : for_each(r, value, read_subnet);
	if (kind == NET_BOND && strcmp(key, "bond_interfaces") == 0)
		return net_node_members(value, key, r->diags, &r->link->members);
	if (kind == NET_BRIDGE && strcmp(key, "bridge_interfaces") == 0)
		return net_node_members(value, key, r->diags, &r->link->members);
	if ((kind == NET_BOND || kind == NET_BRIDGE) && strcmp(key, "params") == 0)
		return read_params(r, value);
	if (strcmp(key, "mac_address") == 0)
		read_mac(r, value);
	else if (strcmp(key, "mtu") == 0)
		node_number(value, "mtu", NET_MTU_MIN, NET_MTU_MAX, r->diags, &r->link->mtu);
	else if (strcmp(key, "accept-ra") == 0)
		net_node_truth(value, "accept-ra", r->diags, &r->link->accept_ra);
	else if (kind == NET_VLAN && strcmp(key, "vlan_id") == 0)
		read_id(r, value);
	else if (kind == NET_VLAN && strcmp(key, "vlan_link") == 0)
		(void)net_node_id(value, key, r->diags, r->link->parent);
	else
		unknown(r, value, r->link->name);
	return 0;
}

/* A gateway outside of all networks of the link, as some hosters have it, is on it all the same. */
static void reach_gateways(struct net_link *link)
{
	for (size_t i = 0; i < link->route_count; i++) {
		struct net_route *route = &link->routes[i];
		bool same_family = false, inside = false;

		for (size_t k = 0; k < link->address_count; k++) {
			const struct net_prefix *network = &link->addresses[k];

			same_family = same_family || network->ip.family == route->via.family;
			inside = inside || net_contains(network, &route->via);
		}
		route->on_link = same_family && !inside && !net_is_link_local(&route->via);
	}
}

static int read_link(struct reader *r, const struct node *entry, enum net_kind kind)
{
	const struct node *name = node_find(entry, "name");
	char text[NET_NAME_MAX + 1];
	int ret;

	if (!name) {
		diag_add(r->diags, entry->line, entry->column, "an entry of type %s needs a 'name'",
			 kind == NET_ETHERNET ? "physical" : net_kind_name(kind));
		return 0;
	}
	if (!net_node_name(name, "name", r->diags, text))
		return 0;
	ret = net_plan_add(r->plan, kind, text, &r->link);
	if (ret == -EEXIST) {
		diag_add(r->diags, name->line, name->column,
			 "'%s' is given twice; the first one counts", text);
		return 0;
	}
	if (ret < 0)
		return net_room(ret, entry, "config", r->diags);
	r->link->line = entry->line;
	r->link->column = entry->column;
	text_copy(r->link->match.name, sizeof(r->link->match.name),
		  kind == NET_ETHERNET ? text : "");
	for (const struct node *value = entry->first; value && ret == 0; value = value->next)
		ret = read_link_key(r, value);
	reach_gateways(r->link);
	return ret;
}

/* Of the link that it names, or of the machine. */
static int read_nameserver(struct reader *r, const struct node *entry)
{
	static const char *const known[] = { "type", "address", "search", "interface", NULL };
	const struct node *address = node_find(entry, "address");
	const struct node *search = node_find(entry, "search");
	const struct node *interface = node_find(entry, "interface");
	struct net_link *link = interface && interface->kind == NODE_SCALAR
					? net_plan_find(r->plan, interface->text)
					: NULL;
	int ret = 0;

	for (const struct node *value = entry->first; value; value = value->next)
		if (!is_one_of(value->key->text, known))
			unknown(r, value, "a nameserver");
	if (interface && !link)
		diag_add(r->diags, interface->line, interface->column,
			 "nameserver: its interface is nowhere in this file");
	if (address)
		ret = net_node_dns(address, "address", r->diags, link ? &link->dns : &r->plan->dns);
	if (ret == 0 && search)
		ret = net_node_search(search, "search", r->diags,
				      link ? &link->search : &r->plan->search);
	return ret;
}

/* The link in whose network its gateway is. */
static int read_top_route(struct reader *r, const struct node *entry)
{
	struct net_route route;

	if (!read_route(r, entry, &route))
		return 0;
	for (size_t i = 0; i < r->plan->count; i++) {
		struct net_link *link = &r->plan->links[i];

		for (size_t k = 0; k < link->address_count; k++)
			if (net_contains(&link->addresses[k], &route.via))
				return net_room(net_link_add_route(link, &route), entry, "route",
						r->diags);
	}
	diag_add(r->diags, entry->line, entry->column,
		 "route: its gateway is in no network of an interface");
	return 0;
}

static const struct {
	const char *type;
	enum net_kind kind;
} link_types[] = {
	{ "physical", NET_ETHERNET },
	{ "bond", NET_BOND },
	{ "bridge", NET_BRIDGE },
	{ "vlan", NET_VLAN },
};

/* @links: interfaces; otherwise what speaks of them, which may stand in front of them */
static int read_entry(struct reader *r, const struct node *entry, bool links)
{
	const struct node *type = entry->kind == NODE_MAP ? node_find(entry, "type") : NULL;
	const char *text = type && type->kind == NODE_SCALAR ? type->text : "";

	for (size_t i = 0; i < sizeof(link_types) / sizeof(link_types[0]); i++)
		if (strcmp(text, link_types[i].type) == 0)
			return links && entry->complete ? read_link(r, entry, link_types[i].kind)
							: 0;
	if (links)
		return 0;
	if (strcmp(text, "nameserver") == 0)
		return read_nameserver(r, entry);
	if (strcmp(text, "route") == 0)
		return read_top_route(r, entry);
	if (strcmp(text, "loopback") != 0)
		diag_add(r->diags, entry->line, entry->column,
			 "config: an entry of type '%.40s' is not supported by this version", text);
	return 0;
}

int network_v1_read(const struct node *list, struct diag_list *diags, struct net_plan *plan)
{
	struct reader r = { .diags = diags, .plan = plan };
	int ret = 0;

	if (list->kind != NODE_LIST) {
		diag_add(diags, list->line, list->column,
			 "config must be a list (one '- type: ...' per interface)");
		return 0;
	}
	for (int links = 1; links >= 0; links--)
		for (const struct node *entry = list->first; entry && ret == 0; entry = entry->next)
			ret = read_entry(&r, entry, links);
	return ret;
}
