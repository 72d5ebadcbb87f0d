// SPDX-License-Identifier: Apache-2.0
//
// From a plan to a network. See net_apply.h.

#include "net_apply.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/string_list.h"
#include "../../common/text.h"
#include "first_names.h"
#include "kernel_links.h"
#include "link_ops.h"
#include "net_match.h"

#define IPV6_METRIC 512

struct applier {
	const struct net_plan *plan;
	struct diag_list *problems;
	struct rtnl rtnl;
	struct kernel_links links; /* as they were at the beginning */
	struct net_bounds bounds;
};

static void note(struct applier *a, const struct net_link *link, int r, const char *name,
		 const char *what)
{
	if (r < 0)
		diag_add(a->problems, link->line, link->column, "%s: cannot %s: %s", name, what,
			 strerror(-r));
}

static int write_setting(const char *name, const char *setting, const char *value)
{
	cleanup_free char *path = format_text("/proc/sys/net/ipv6/conf/%s/%s", name, setting);
	cleanup_fd int fd = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return path ? -errno : -ENOMEM;
	return write_all(fd, value, strlen(value));
}

/* Before anything is put on top of it, which takes over what it finds. */
static void set_mtu(struct applier *a, const struct net_bound *bound)
{
	if (bound->link->mtu > 0)
		note(a, bound->link,
		     link_set_mtu(&a->rtnl, bound->index, (uint32_t)bound->link->mtu), bound->name,
		     "have this mtu");
}

static int bind_to(struct applier *a, const struct net_link *link, int index, const char *name)
{
	struct net_bound *grown = realloc(a->bounds.items, (a->bounds.count + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	a->bounds.items = grown;
	grown[a->bounds.count] = (struct net_bound){ .link = link, .index = index };
	text_copy(grown[a->bounds.count].name, sizeof(grown->name), name);
	a->bounds.count++;
	return 0;
}

static int bind_cards(struct applier *a)
{
	int r = 0;

	for (size_t i = 0; i < a->links.count && r == 0; i++) {
		const struct kernel_link *card = &a->links.items[i];
		const struct net_link *link = net_match(a->plan, card);

		r = link ? bind_to(a, link, card->index, card->name) : 0;
	}
	return r;
}

static struct net_bound *bound_to(struct applier *a, const struct net_link *link)
{
	for (size_t i = 0; i < a->bounds.count; i++)
		if (a->bounds.items[i].link == link)
			return &a->bounds.items[i];
	return NULL;
}

/* "eth0 (52:54:00:12:34:56)": what the person who wrote the file needs to know. */
static char *cards_text(const struct kernel_links *links)
{
	char *text = strdup("");

	for (size_t i = 0; i < links->count && text; i++) {
		const struct kernel_link *card = &links->items[i];
		const unsigned char *m = card->mac;
		char *longer;

		if (!card->wired)
			continue;
		longer = format_text("%s%s%s (%02x:%02x:%02x:%02x:%02x:%02x)", text,
				     *text ? ", " : "are ", card->name, m[0], m[1], m[2], m[3],
				     m[4], m[5]);
		free(text);
		text = longer;
	}
	return text;
}

/* Whatever there is, and not because a file says so. */
static bool is_any(const struct net_link *link)
{
	return link->line == 0 && strcmp(link->match.name, "*") == 0;
}

/* Of a machine that nobody has written a file for, the announcement tells that there is no network.
 */
static void tell_missing(struct applier *a)
{
	cleanup_free char *cards = cards_text(&a->links);

	for (size_t i = 0; i < a->plan->count; i++) {
		const struct net_link *link = &a->plan->links[i];

		if (link->kind == NET_ETHERNET && !is_any(link) && !bound_to(a, link))
			diag_add(a->problems, link->line, link->column,
				 "no network card fits '%s'; there %s", link->name,
				 cards && *cards ? cards : "is none");
	}
}

static bool wants_name(const struct net_bound *bound)
{
	return *bound->link->set_name && strcmp(bound->link->set_name, bound->name) != 0;
}

/* A name that another one still has is free when all have let go of theirs. */
static void let_go_of_names(struct applier *a)
{
	for (size_t i = 0; i < a->bounds.count; i++) {
		struct net_bound *bound = &a->bounds.items[i];
		char name[NET_NAME_MAX + 1];
		int r;

		if (!wants_name(bound))
			continue;
		(void)snprintf(name, sizeof(name), "renamed%d", bound->index);
		r = link_set_up(&a->rtnl, bound->index, false);
		if (r == 0)
			r = link_rename(&a->rtnl, bound->index, name);
		note(a, bound->link, r, bound->name, "be renamed");
	}
}

static void take_names(struct applier *a)
{
	for (size_t i = 0; i < a->bounds.count; i++) {
		struct net_bound *bound = &a->bounds.items[i];
		int r;

		if (!wants_name(bound))
			continue;
		r = link_rename(&a->rtnl, bound->index, bound->link->set_name);
		if (r == 0) {
			text_copy(bound->name, sizeof(bound->name), bound->link->set_name);
			continue;
		}
		note(a, bound->link, r, bound->name, "be renamed");
		(void)link_rename(&a->rtnl, bound->index, bound->name);
	}
}

static int create(struct applier *a, const struct net_link *link)
{
	const struct kernel_link *there = kernel_links_find(&a->links, link->name);
	const struct net_link *parent = *link->parent ? net_plan_find(a->plan, link->parent) : NULL;
	const struct net_bound *on = parent ? bound_to(a, parent) : NULL;

	if (there && strcmp(there->kind, net_kind_name(link->kind)) == 0)
		return 0;
	if (parent && !on)
		return -ENODEV;
	return link_create(&a->rtnl, link, on ? on->index : 0);
}

/* The kernel says which index it has. */
static int find_index(struct applier *a, const char *name)
{
	struct kernel_links now;
	const struct kernel_link *link;
	int r = kernel_links_read(&a->rtnl, &now);

	if (r < 0)
		return r;
	link = kernel_links_find(&now, name);
	r = link ? link->index : -ENODEV;
	kernel_links_release(&now);
	return r;
}

/* In the order of the plan, which has parts first. */
static int create_all(struct applier *a)
{
	for (size_t i = 0; i < a->plan->count; i++) {
		const struct net_link *link = &a->plan->links[i];
		int r;

		if (link->kind == NET_ETHERNET)
			continue;
		r = create(a, link);
		if (r == 0)
			r = find_index(a, link->name);
		if (r < 0)
			note(a, link, r, link->name, "be made");
		else if (bind_to(a, link, r, link->name) < 0)
			return -ENOMEM;
		else
			set_mtu(a, &a->bounds.items[a->bounds.count - 1]);
	}
	return 0;
}

static bool is_member_of(const struct applier *a, int index, int owner)
{
	for (size_t i = 0; i < a->links.count; i++)
		if (a->links.items[i].index == index)
			return a->links.items[i].master == owner;
	return false;
}

static void add_member(struct applier *a, const struct net_bound *owner,
		       const struct net_bound *member)
{
	int r = 0;

	if (is_member_of(a, member->index, owner->index))
		return;
	if (owner->link->kind == NET_BOND)
		r = link_set_up(&a->rtnl, member->index, false);
	if (r == 0)
		r = link_set_master(&a->rtnl, member->index, owner->index);
	note(a, owner->link, r, member->name, "become a member");
}

static void set_primary(struct applier *a, const struct net_bound *bond)
{
	const struct net_link *link = net_plan_find(a->plan, bond->link->bond.primary);
	const struct net_bound *member = link ? bound_to(a, link) : NULL;

	note(a, bond->link,
	     member ? link_set_primary(&a->rtnl, bond->index, member->index) : -ENODEV, bond->name,
	     "have this primary");
}

static void add_members(struct applier *a, const struct net_bound *owner)
{
	for (size_t i = 0; i < a->bounds.count; i++) {
		const struct net_bound *member = &a->bounds.items[i];

		if (string_list_has(&owner->link->members, member->link->name))
			add_member(a, owner, member);
	}
	if (*owner->link->bond.primary)
		set_primary(a, owner);
}

/* 2: also on a machine that forwards, as one with containers does. */
static const char *accept_ra_value(const struct net_link *link)
{
	return link->accept_ra == 0 ? "0" : "2";
}

static bool is_member(const struct applier *a, const struct net_link *link)
{
	for (size_t i = 0; i < a->plan->count; i++)
		if (string_list_has(&a->plan->links[i].members, link->name))
			return true;
	return false;
}

static void set_up(struct applier *a, const struct net_bound *bound)
{
	const struct net_link *link = bound->link;

	if (link->has_mac)
		note(a, link, link_set_mac(&a->rtnl, bound->index, link->mac), bound->name,
		     "have this hardware address");
	/* Addresses are the owner's: a member has none, not even one of its own making. */
	note(a, link, write_setting(bound->name, "disable_ipv6", is_member(a, link) ? "1" : "0"),
	     bound->name, "be told whether it has IPv6");
	note(a, link, write_setting(bound->name, "accept_ra", accept_ra_value(link)), bound->name,
	     "be told about router advertisements");
	note(a, link, link_set_up(&a->rtnl, bound->index, true), bound->name, "be switched on");
}

static void add_addresses(struct applier *a, const struct net_bound *bound)
{
	char text[64];

	for (size_t i = 0; i < bound->link->address_count; i++) {
		const struct net_prefix *address = &bound->link->addresses[i];
		char ip[46]; /* INET6_ADDRSTRLEN */

		(void)snprintf(text, sizeof(text), "have the address %s",
			       net_ip_print(&address->ip, ip));
		note(a, bound->link, address_add(&a->rtnl, bound->index, address), bound->name,
		     text);
	}
}

static void note_route(struct applier *a, const struct net_bound *bound,
		       const struct net_route *route, int r)
{
	char text[160], to[46], via[46] = ""; /* INET6_ADDRSTRLEN */

	if (route->via.family != AF_UNSPEC)
		(void)net_ip_print(&route->via, via);
	(void)snprintf(text, sizeof(text), "have the route to %s/%u%s%s",
		       net_ip_print(&route->to.ip, to), route->to.len, *via ? " by " : "", via);
	note(a, bound->link, r, bound->name, text);
}

/* The kernel's own metric of IPv6 is that of routes from advertisements as well, and taken by them.
 */
static int add_route(struct applier *a, const struct net_bound *bound, struct net_route route)
{
	if (route.metric < 0 && route.to.ip.family == AF_INET6)
		route.metric = IPV6_METRIC;
	return route_add(&a->rtnl, bound->index, &route);
}

/* Gateways are reached by what comes before, whatever order the file has them in. */
enum pass {
	PASS_DIRECT, /* routes without a gateway */
	PASS_BY_GATEWAY,
	PASS_AGAIN, /* those that failed: their gateway may be behind one of the others */
	PASSES
};

static void add_routes(struct applier *a, const struct net_bound *bound, bool *failed,
		       enum pass pass)
{
	for (size_t i = 0; i < bound->link->route_count; i++) {
		const struct net_route *route = &bound->link->routes[i];
		bool direct = route->via.family == AF_UNSPEC;
		int r;

		if (pass == PASS_AGAIN ? !failed[i] : direct != (pass == PASS_DIRECT))
			continue;
		r = add_route(a, bound, *route);
		failed[i] = r < 0;
		if (r < 0 && pass == PASS_AGAIN)
			note_route(a, bound, route, r);
	}
}

static int add_all_routes(struct applier *a)
{
	bool(*failed)[NET_ROUTES_MAX] = calloc(a->bounds.count + 1, sizeof(*failed));

	if (!failed)
		return -ENOMEM;
	for (size_t i = 0; i < a->bounds.count; i++)
		note(a, a->bounds.items[i].link, routes_flush(&a->rtnl, a->bounds.items[i].index),
		     a->bounds.items[i].name, "let go of its routes");
	for (int pass = PASS_DIRECT; pass < PASSES; pass++)
		for (size_t i = 0; i < a->bounds.count; i++)
			add_routes(a, &a->bounds.items[i], failed[i], (enum pass)pass);
	free(failed);
	return 0;
}

/* Routes last: their gateways are reached by the addresses of any link. */
static int apply_all(struct applier *a)
{
	int r = bind_cards(a);

	if (r < 0)
		return r;
	tell_missing(a);
	r = first_names_write(&a->links); /* before any of them changes */
	if (r < 0)
		return r;
	let_go_of_names(a);
	take_names(a);
	for (size_t i = 0; i < a->bounds.count; i++)
		set_mtu(a, &a->bounds.items[i]);
	r = create_all(a);
	for (size_t i = 0; i < a->bounds.count && r == 0; i++)
		add_members(a, &a->bounds.items[i]);
	for (size_t i = 0; i < a->bounds.count && r == 0; i++)
		set_up(a, &a->bounds.items[i]);
	for (size_t i = 0; i < a->bounds.count && r == 0; i++)
		add_addresses(a, &a->bounds.items[i]);
	return r < 0 ? r : add_all_routes(a);
}

static int find_all(struct applier *a)
{
	int r = bind_cards(a);

	for (size_t i = 0; i < a->plan->count && r == 0; i++) {
		const struct net_link *link = &a->plan->links[i];
		const struct kernel_link *there = kernel_links_find(&a->links, link->name);

		if (link->kind != NET_ETHERNET && there &&
		    strcmp(there->kind, net_kind_name(link->kind)) == 0)
			r = bind_to(a, link, there->index, there->name);
	}
	return r;
}

static int with_kernel(const struct net_plan *plan, struct diag_list *problems,
		       int (*act)(struct applier *a), struct net_bounds *ret)
{
	struct applier a = { .plan = plan, .problems = problems };
	int r = rtnl_open(&a.rtnl);

	if (r < 0)
		return r;
	r = kernel_links_read(&a.rtnl, &a.links);
	if (r == 0) {
		first_names_read(&a.links);
		r = act(&a);
	}
	kernel_links_release(&a.links);
	rtnl_close(&a.rtnl);
	if (r < 0)
		free(a.bounds.items);
	else
		*ret = a.bounds;
	return r;
}

int net_apply(const struct net_plan *plan, struct diag_list *problems, struct net_bounds *ret)
{
	return with_kernel(plan, problems, apply_all, ret);
}

int net_find(const struct net_plan *plan, struct net_bounds *ret)
{
	return with_kernel(plan, NULL, find_all, ret);
}
