// SPDX-License-Identifier: Apache-2.0
//
// Groups. See user_groups.h.

#include "user_groups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account_name.h"

static void release_group(struct user_group *group)
{
	free(group->name);
	string_list_release(&group->members);
}

/* @members: NULL = none are named */
static int add_group(struct user_groups *groups, const struct node *name,
		     const struct node *members, struct diag_list *diags)
{
	struct user_group group = { .line = name->line, .column = name->column };
	int r = 0;

	if (!node_account_name(name, "groups", diags))
		return 0;
	if (groups->count == USER_GROUPS_MAX) {
		diag_add(diags, name->line, name->column, "more than %d groups; '%s' is left out",
			 USER_GROUPS_MAX, name->text);
		return 0;
	}
	group.name = strdup(name->text);
	if (!group.name)
		return -ENOMEM;
	if (members)
		r = node_account_names(members, "groups", diags, &group.members);
	if (r == 0)
		groups->items[groups->count++] = group;
	else
		release_group(&group);
	return r;
}

static int add_groups_of(struct user_groups *groups, const struct node *map,
			 struct diag_list *diags)
{
	int r = 0;

	for (const struct node *item = map->first; item && r == 0; item = item->next)
		r = add_group(groups, item->key, item, diags);
	return r;
}

static int add_all(struct user_groups *groups, const struct node *value, struct diag_list *diags)
{
	int r = 0;

	if (value->kind == NODE_MAP)
		return add_groups_of(groups, value, diags);
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = item->kind == NODE_MAP ? add_groups_of(groups, item, diags)
					   : add_group(groups, item, NULL, diags);
	return r;
}

int user_groups_read(const struct node *value, struct diag_list *diags, struct user_groups *ret)
{
	struct user_groups groups = { 0 };
	int r;

	if (value->kind == NODE_SCALAR) {
		diag_add(diags, value->line, value->column,
			 "groups must be a list (one '- NAME' line per group)");
		return 0;
	}
	groups.items = calloc(USER_GROUPS_MAX, sizeof(*groups.items));
	if (!groups.items)
		return -ENOMEM;
	r = add_all(&groups, value, diags);
	if (r < 0)
		user_groups_release(&groups);
	else
		*ret = groups;
	return r;
}

void user_groups_move(struct user_groups *groups, unsigned line, bool encoded)
{
	if (groups->placed)
		return;
	groups->placed = true;
	for (size_t i = 0; i < groups->count; i++) {
		struct user_group *group = &groups->items[i];

		group->line = encoded ? line : group->line + line - 1;
		group->column = encoded ? 1 : group->column;
	}
}

void user_groups_release(struct user_groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		release_group(&groups->items[i]);
	free(groups->items);
	*groups = (struct user_groups){ 0 };
}
