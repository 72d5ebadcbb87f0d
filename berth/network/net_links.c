// SPDX-License-Identifier: Apache-2.0
//
// References between links. See net_links.h.

#include "net_links.h"

#include <stdlib.h>
#include <string.h>

static void drop_member(struct net_link *link, size_t i)
{
	free(link->members.items[i]);
	link->members.count--;
	memmove(&link->members.items[i], &link->members.items[i + 1],
		(link->members.count - i) * sizeof(*link->members.items));
}

/* Another link, before this one in the file, that has the member. */
static const struct net_link *owner_before(const struct net_plan *plan, const struct net_link *link,
					   const char *member)
{
	for (const struct net_link *other = plan->links; other < link; other++)
		if (string_list_has(&other->members, member))
			return other;
	return NULL;
}

static void check_members(const struct net_plan *plan, struct net_link *link,
			  struct diag_list *diags)
{
	for (size_t i = link->members.count; i-- > 0;) {
		const char *member = link->members.items[i];
		const struct net_link *owner = owner_before(plan, link, member);

		if (net_plan_find(plan, member) && !owner)
			continue;
		if (owner)
			diag_add(diags, link->line, link->column,
				 "'%s' is a part of '%s' already, and not of '%s' as well", member,
				 owner->name, link->name);
		else
			diag_add(diags, link->line, link->column,
				 "'%s' of %s '%s' is nowhere in this file", member,
				 net_kind_name(link->kind), link->name);
		drop_member(link, i);
	}
}

static void check_primary(struct net_link *link, struct diag_list *diags)
{
	if (!*link->bond.primary || string_list_has(&link->members, link->bond.primary))
		return;
	diag_add(diags, link->line, link->column, "'%s' is no member of '%s', and not its primary",
		 link->bond.primary, link->name);
	*link->bond.primary = '\0';
}

static const char *problem_of(const struct net_plan *plan, const struct net_link *link)
{
	if (link->kind == NET_VLAN && link->vlan_id < 0)
		return "it has no id";
	if (link->kind == NET_VLAN && !*link->parent)
		return "it is on no link";
	if (link->kind == NET_VLAN && !net_plan_find(plan, link->parent))
		return "the link that it is on is nowhere in this file";
	return NULL;
}

/* What was taken out may have been a part of another one: until nothing is left to take out. */
static void drop_broken(struct net_plan *plan, struct diag_list *diags)
{
	bool dropped;

	do {
		dropped = false;
		for (size_t i = 0; i < plan->count; i++)
			check_members(plan, &plan->links[i], diags);
		for (size_t i = 0; i < plan->count; i++)
			check_primary(&plan->links[i], diags);
		for (size_t i = 0; i < plan->count && !dropped; i++) {
			const struct net_link *link = &plan->links[i];
			const char *problem = problem_of(plan, link);

			if (!problem)
				continue;
			diag_add(diags, link->line, link->column, "%s '%s' is left out: %s",
				 net_kind_name(link->kind), link->name, problem);
			net_plan_drop(plan, i);
			dropped = true;
		}
	} while (dropped);
}

static bool is_among(const struct net_plan *plan, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(plan->links[i].name, name) == 0)
			return true;
	return false;
}

/* All of what it is made of is among the first links. */
static bool has_parts(const struct net_plan *plan, size_t count, const struct net_link *link)
{
	if (*link->parent && !is_among(plan, count, link->parent))
		return false;
	for (size_t i = 0; i < link->members.count; i++)
		if (!is_among(plan, count, link->members.items[i]))
			return false;
	return true;
}

static void move_to(struct net_plan *plan, size_t from, size_t to)
{
	struct net_link link = plan->links[from];

	memmove(&plan->links[to + 1], &plan->links[to], (from - to) * sizeof(link));
	plan->links[to] = link;
}

/* Parts first. Returns how many there are that are no part of themselves, nor made of one. */
static size_t sort(struct net_plan *plan)
{
	for (size_t done = 0; done < plan->count; done++) {
		size_t next = done;

		while (next < plan->count && !has_parts(plan, done, &plan->links[next]))
			next++;
		if (next == plan->count)
			return done;
		move_to(plan, next, done);
	}
	return plan->count;
}

void net_links_check(struct net_plan *plan, struct diag_list *diags)
{
	size_t good;

	drop_broken(plan, diags);
	good = sort(plan);
	while (plan->count > good) {
		const struct net_link *link = &plan->links[good];

		diag_add(diags, link->line, link->column,
			 "%s '%s' is left out: it is a part of itself, or made of one that is",
			 net_kind_name(link->kind), link->name);
		net_plan_drop(plan, good);
	}
}
