// SPDX-License-Identifier: Apache-2.0
//
// netplan. See network_v2.h.

#include "network_v2.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "../../common/text.h"
#include "../yaml/node_value.h"
#include "net_node.h"
#include "net_params.h"

#define VLAN_ID_MAX 4094
#define ALL (1 << NET_ETHERNET | 1 << NET_BOND | 1 << NET_BRIDGE | 1 << NET_VLAN)

struct reader {
	struct diag_list *diags;
	struct net_link *link;
};

static int read_dhcp4(struct reader *r, const struct node *value)
{
	node_bool(value, "dhcp4", r->diags, &r->link->dhcp4);
	return 0;
}

static int read_dhcp6(struct reader *r, const struct node *value)
{
	node_bool(value, "dhcp6", r->diags, &r->link->dhcp6);
	return 0;
}

static int read_accept_ra(struct reader *r, const struct node *value)
{
	net_node_truth(value, "accept-ra", r->diags, &r->link->accept_ra);
	return 0;
}

static int read_mtu(struct reader *r, const struct node *value)
{
	node_number(value, "mtu", NET_MTU_MIN, NET_MTU_MAX, r->diags, &r->link->mtu);
	return 0;
}

static int read_mac(struct reader *r, const struct node *value)
{
	if (net_node_mac(value, "macaddress", r->diags, r->link->mac))
		r->link->has_mac = true;
	return 0;
}

/* "192.0.2.1/24", or a mapping with that as its only key and options below it. */
static int add_address(struct reader *r, const struct node *item)
{
	const struct node *text = item->kind == NODE_MAP && item->first ? item->first->key : item;
	struct net_prefix address;

	if (item->kind == NODE_MAP && item->first)
		diag_add(r->diags, item->line, item->column,
			 "addresses: options of an address are not supported by this version");
	if (!net_node_prefix(text, "addresses", r->diags, &address))
		return 0;
	if (!strchr(text->text, '/')) {
		diag_add(r->diags, item->line, item->column,
			 "addresses: '%s' needs the length of its network, like %s/24", text->text,
			 text->text);
		return 0;
	}
	return net_room(net_link_add_address(r->link, &address), item, "addresses", r->diags);
}

static int read_list(struct reader *r, const struct node *value, const char *name,
		     int (*add)(struct reader *r, const struct node *item))
{
	int ret = 0;

	if (value->kind != NODE_LIST) {
		diag_add(r->diags, value->line, value->column, "%s must be a list", name);
		return 0;
	}
	for (const struct node *item = value->first; item && ret == 0; item = item->next)
		ret = add(r, item);
	return ret;
}

static int read_addresses(struct reader *r, const struct node *value)
{
	return read_list(r, value, "addresses", add_address);
}

static int read_gateway(struct reader *r, const struct node *value, int family)
{
	struct net_ip gateway;
	struct net_route route;

	if (!net_node_ip(value, value->key->text, r->diags, &gateway))
		return 0;
	if (gateway.family != family) {
		diag_add(r->diags, value->line, value->column,
			 "%s: '%s' is an address of the other "
			 "family",
			 value->key->text, value->text);
		return 0;
	}
	route = net_gateway_route(&gateway);
	return net_room(net_link_add_route(r->link, &route), value, "routes", r->diags);
}

static int read_gateway4(struct reader *r, const struct node *value)
{
	return read_gateway(r, value, AF_INET);
}

static int read_gateway6(struct reader *r, const struct node *value)
{
	return read_gateway(r, value, AF_INET6);
}

/* "default", or a network; which family the first one has, its gateway says. */
static bool read_to(const struct node *value, struct diag_list *diags, struct net_route *route)
{
	if (value->kind == NODE_SCALAR && (strcmp(value->text, "default") == 0)) {
		route->to = (struct net_prefix){ .len = 0 };
		return true;
	}
	if (!net_node_prefix(value, "routes: to", diags, &route->to))
		return false;
	net_prefix_clear_host(&route->to);
	return true;
}

/* What says that a route is the kind of route that all are here. */
static bool is_usual(const struct node *value)
{
	static const struct {
		const char *key, *value;
	} usual[] = {
		{ "scope", "global" }, { "scope", "link" },   { "table", "254" },
		{ "table", "main" },   { "type", "unicast" },
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (value->kind == NODE_SCALAR && strcmp(value->key->text, usual[i].key) == 0 &&
		    strcmp(value->text, usual[i].value) == 0)
			return true;
	return false;
}

/* Returns whether the route is still the one that was meant. */
static bool read_route_key(struct reader *r, const struct node *value, struct net_route *route)
{
	const char *key = value->key->text;

	if (strcmp(key, "to") == 0)
		return read_to(value, r->diags, route);
	if (strcmp(key, "via") == 0)
		return net_node_ip(value, "routes: via", r->diags, &route->via);
	if (strcmp(key, "on-link") == 0)
		node_bool(value, "routes: on-link", r->diags, &route->on_link);
	else if (strcmp(key, "metric") == 0)
		node_number(value, "routes: metric", 0, NET_METRIC_MAX, r->diags, &route->metric);
	else if (!is_usual(value)) {
		diag_add(r->diags, value->key->line, value->key->column,
			 "this route is left out: '%.60s' is not supported by this version", key);
		return false;
	}
	return true;
}

/* Half a route would lead somewhere else. */
static int add_route(struct reader *r, const struct node *item)
{
	struct net_route route = { .metric = -1 };
	bool good = item->kind == NODE_MAP && item->complete, has_to = false;

	for (const struct node *value = good ? item->first : NULL; value; value = value->next) {
		has_to = has_to || strcmp(value->key->text, "to") == 0;
		if (!read_route_key(r, value, &route))
			return 0;
	}
	if (!good || !has_to) {
		diag_add(r->diags, item->line, item->column,
			 "routes: an entry must be a mapping with 'to' and 'via'");
		return 0;
	}
	if (route.to.ip.family == AF_UNSPEC)
		route.to.ip.family = route.via.family;
	if (route.to.ip.family == AF_UNSPEC ||
	    (route.via.family != AF_UNSPEC && route.via.family != route.to.ip.family)) {
		diag_add(r->diags, item->line, item->column,
			 "routes: 'via' must be an address of the family of 'to'");
		return 0;
	}
	return net_room(net_link_add_route(r->link, &route), item, "routes", r->diags);
}

static int read_routes(struct reader *r, const struct node *value)
{
	return read_list(r, value, "routes", add_route);
}

static int read_dns(struct reader *r, const struct node *value)
{
	int ret = 0;

	if (value->kind != NODE_MAP) {
		diag_add(r->diags, value->line, value->column,
			 "nameservers must be a mapping with 'addresses' and 'search'");
		return 0;
	}
	for (const struct node *item = value->first; item && ret == 0; item = item->next) {
		const char *key = item->key->text;

		if (strcmp(key, "addresses") == 0)
			ret = net_node_dns(item, "nameservers: addresses", r->diags, &r->link->dns);
		else if (strcmp(key, "search") == 0)
			ret = net_node_search(item, "nameservers: search", r->diags,
					      &r->link->search);
		else
			diag_add(r->diags, item->key->line, item->key->column,
				 "unknown key 'nameservers: %.60s'", key);
	}
	return ret;
}

static void read_override(struct reader *r, const struct node *value)
{
	const char *key = value->key->text;
	bool use = true;

	if (strcmp(key, "route-metric") == 0) {
		node_number(value, "dhcp4-overrides: route-metric", 0, NET_METRIC_MAX, r->diags,
			    &r->link->dhcp4_metric);
	} else if (strcmp(key, "use-dns") == 0) {
		node_bool(value, "dhcp4-overrides: use-dns", r->diags, &use);
		r->link->dhcp4_no_dns = !use;
	} else if (strcmp(key, "use-routes") == 0) {
		node_bool(value, "dhcp4-overrides: use-routes", r->diags, &use);
		r->link->dhcp4_no_routes = !use;
	} else {
		diag_add(r->diags, value->key->line, value->key->column,
			 "'dhcp4-overrides: %.60s' is not supported by this version", key);
	}
}

static int read_overrides(struct reader *r, const struct node *value)
{
	if (value->kind != NODE_MAP)
		diag_add(r->diags, value->line, value->column, "dhcp4-overrides must be a mapping");
	for (const struct node *item = value->kind == NODE_MAP ? value->first : NULL; item;
	     item = item->next)
		read_override(r, item);
	return 0;
}

static void read_match_key(struct reader *r, const struct node *value)
{
	const char *key = value->key->text;
	struct net_match *match = &r->link->match;
	bool good = false;

	if (strcmp(key, "macaddress") == 0) {
		match->has_mac = true;
		good = net_node_mac(value, "match: macaddress", r->diags, match->mac);
	} else if (strcmp(key, "name") == 0) {
		good = net_node_id(value, "match: name", r->diags, match->name);
	} else {
		diag_add(
			r->diags, value->key->line, value->key->column,
			"'match: %.60s' is not supported by this version; use 'macaddress' or 'name'",
			key);
	}
	match->nothing = match->nothing || !good;
}

static int read_match(struct reader *r, const struct node *value)
{
	r->link->match = (struct net_match){ .name = "" };
	if (value->kind != NODE_MAP)
		diag_add(r->diags, value->line, value->column,
			 "match must be a mapping with 'macaddress' or 'name'");
	for (const struct node *item = value->kind == NODE_MAP ? value->first : NULL; item;
	     item = item->next)
		read_match_key(r, item);
	return 0;
}

static int read_set_name(struct reader *r, const struct node *value)
{
	(void)net_node_name(value, "set-name", r->diags, r->link->set_name);
	return 0;
}

static int read_members(struct reader *r, const struct node *value)
{
	return net_node_members(value, "interfaces", r->diags, &r->link->members);
}

static int read_parameters(struct reader *r, const struct node *value)
{
	if (value->kind != NODE_MAP)
		diag_add(r->diags, value->line, value->column, "parameters must be a mapping");
	for (const struct node *item = value->kind == NODE_MAP ? value->first : NULL; item;
	     item = item->next)
		net_param_read(item, item->key->text, false, r->diags, r->link);
	/* netplan's default for whoever says anything about a bridge */
	if (r->link->kind == NET_BRIDGE && r->link->bridge.stp < 0)
		r->link->bridge.stp = 1;
	return 0;
}

static int read_id(struct reader *r, const struct node *value)
{
	int64_t id = -1;

	node_number(value, "id", 0, VLAN_ID_MAX, r->diags, &id);
	r->link->vlan_id = (int)id;
	return 0;
}

static int read_parent(struct reader *r, const struct node *value)
{
	(void)net_node_id(value, "link", r->diags, r->link->parent);
	return 0;
}

/* What asks for what is the case anyway, or says how others are to do it. */
static int read_nothing(struct reader *r, const struct node *value)
{
	(void)r;
	(void)value;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
	unsigned kinds; /* that have it */
} keys[] = {
	{ "accept-ra", read_accept_ra, ALL },
	{ "addresses", read_addresses, ALL },
	{ "dhcp4", read_dhcp4, ALL },
	{ "dhcp4-overrides", read_overrides, ALL },
	{ "dhcp6", read_dhcp6, ALL },
	{ "gateway4", read_gateway4, ALL },
	{ "gateway6", read_gateway6, ALL },
	{ "id", read_id, 1 << NET_VLAN },
	{ "interfaces", read_members, 1 << NET_BOND | 1 << NET_BRIDGE },
	{ "link", read_parent, 1 << NET_VLAN },
	{ "macaddress", read_mac, ALL },
	{ "match", read_match, 1 << NET_ETHERNET },
	{ "mtu", read_mtu, ALL },
	{ "nameservers", read_dns, ALL },
	{ "optional", read_nothing, ALL },
	{ "parameters", read_parameters, 1 << NET_BOND | 1 << NET_BRIDGE },
	{ "renderer", read_nothing, ALL },
	{ "routes", read_routes, ALL },
	{ "set-name", read_set_name, 1 << NET_ETHERNET },
};

static int read_key(struct reader *r, const struct node *value)
{
	const struct node *key = value->key;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key->text, keys[i].name) == 0 && keys[i].kinds & 1U << r->link->kind)
			return keys[i].read(r, value);
	diag_add(r->diags, key->line, key->column,
		 "'%.60s' of %s '%s' is not supported by this version", key->text,
		 net_kind_name(r->link->kind), r->link->name);
	return 0;
}

static bool has_match(const struct node *value)
{
	return value->kind == NODE_MAP && node_find(value, "match");
}

/* Hardware that is described may be called anything; the rest is called that by the kernel, too. */
static bool read_id_of(const struct node *value, enum net_kind kind, struct diag_list *diags,
		       char name[NET_ID_MAX + 1])
{
	char checked[NET_NAME_MAX + 1];

	if (kind != NET_ETHERNET || !has_match(value))
		return net_node_name(value->key, net_kind_name(kind), diags, checked) &&
		       net_node_id(value->key, net_kind_name(kind), diags, name);
	return net_node_id(value->key, net_kind_name(kind), diags, name);
}

static int read_keys(struct reader *r, const struct node *value)
{
	int ret = 0;

	if (value->kind != NODE_MAP && !(value->kind == NODE_SCALAR && value->type == SCALAR_NULL))
		diag_add(r->diags, value->line, value->column, "'%s' must be a mapping",
			 r->link->name);
	for (const struct node *item = value->kind == NODE_MAP ? value->first : NULL;
	     item && ret == 0; item = item->next)
		ret = read_key(r, item);
	return ret;
}

/* Without `match` its name is the one of the hardware. */
static int read_link(struct net_plan *plan, enum net_kind kind, const struct node *value,
		     struct diag_list *diags)
{
	struct reader r = { .diags = diags };
	char name[NET_ID_MAX + 1];
	int ret;

	if (!read_id_of(value, kind, diags, name))
		return 0;
	if (value->kind == NODE_MAP && !value->complete)
		return 0; /* what is missing may say which one it is */
	ret = net_plan_add(plan, kind, name, &r.link);
	if (ret == -EEXIST) {
		diag_add(diags, value->key->line, value->key->column,
			 "'%s' is given twice; the first one counts", name);
		return 0;
	}
	if (ret < 0)
		return net_room(ret, value, name, diags);
	r.link->line = value->key->line;
	r.link->column = value->key->column;
	if (kind == NET_ETHERNET)
		text_copy(r.link->match.name, sizeof(r.link->match.name), name);
	return read_keys(&r, value);
}

static int read_links(struct net_plan *plan, enum net_kind kind, const struct node *map,
		      struct diag_list *diags)
{
	int r = 0;

	if (map->kind != NODE_MAP) {
		diag_add(diags, map->line, map->column, "%s must be a mapping of names",
			 map->key->text);
		return 0;
	}
	for (const struct node *value = map->first; value && r == 0; value = value->next)
		r = read_link(plan, kind, value, diags);
	return r;
}

static const struct {
	const char *name;
	enum net_kind kind;
} sections[] = {
	{ "ethernets", NET_ETHERNET },
	{ "bonds", NET_BOND },
	{ "bridges", NET_BRIDGE },
	{ "vlans", NET_VLAN },
};

static int read_section(struct net_plan *plan, const struct node *value, struct diag_list *diags)
{
	const struct node *key = value->key;

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (strcmp(key->text, sections[i].name) == 0)
			return read_links(plan, sections[i].kind, value, diags);
	if (strcmp(key->text, "version") == 0 || strcmp(key->text, "renderer") == 0)
		return 0;
	if (strcmp(key->text, "wifis") == 0)
		diag_add(diags, key->line, key->column,
			 "wifis: there is no wireless network on a Berth machine");
	else
		diag_add(diags, key->line, key->column, "'%.60s' is not supported by this version",
			 key->text);
	return 0;
}

int network_v2_read(const struct node *map, struct diag_list *diags, struct net_plan *plan)
{
	int r = 0;

	for (const struct node *value = map->first; value && r == 0; value = value->next)
		r = read_section(plan, value, diags);
	return r;
}
