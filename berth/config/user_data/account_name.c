// SPDX-License-Identifier: Apache-2.0
//
// Names of users and groups. See account_name.h.

#include "account_name.h"

#include <errno.h>
#include <string.h>

#include "../../yaml/node_value.h"

bool account_name_is_valid(const char *name)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz_0123456789-";
	size_t len = strlen(name);

	return len > 0 && len <= ACCOUNT_NAME_MAX && strchr(first, *name) &&
	       strspn(name, allowed) == len;
}

static void refuse(const struct node *value, const char *what, const char *name, size_t len,
		   struct diag_list *diags)
{
	diag_add(diags, value->line, value->column,
		 "%s: '%.*s' is no name that a user or group may have (a-z, 0-9, '_', '-', at most "
		 "%d characters)",
		 what, (int)(len < 40 ? len : 40), name, ACCOUNT_NAME_MAX);
}

const char *node_account_name(const struct node *value, const char *what, struct diag_list *diags)
{
	const char *text = node_string(value, what, diags);

	if (!text || account_name_is_valid(text))
		return text;
	refuse(value, what, text, strlen(text), diags);
	return NULL;
}

/* Returns 0, -ENOMEM, or -ENOSPC: one too many, which is told, and the end of it. */
static int add(struct string_list *names, const char *name, const struct node *value,
	       const char *what, struct diag_list *diags)
{
	if (names->count == ACCOUNT_NAMES_MAX) {
		diag_add(diags, value->line, value->column,
			 "%s: more than %d names; the rest is left out", what, ACCOUNT_NAMES_MAX);
		return -ENOSPC;
	}
	return string_list_add_once(names, name);
}

/* "a, b" */
static int add_words(const struct node *value, const char *what, struct diag_list *diags,
		     struct string_list *names)
{
	static const char between[] = ", \t";
	const char *text = node_string(value, what, diags);
	int r = 0;

	for (text = text ? text + strspn(text, between) : ""; *text && r == 0;
	     text += strspn(text, between)) {
		size_t len = strcspn(text, between);
		char name[ACCOUNT_NAME_MAX + 1] = "";

		if (len <= ACCOUNT_NAME_MAX)
			memcpy(name, text, len);
		if (account_name_is_valid(name))
			r = add(names, name, value, what, diags);
		else
			refuse(value, what, text, len, diags);
		text += len;
	}
	return r;
}

int node_account_names(const struct node *value, const char *what, struct diag_list *diags,
		       struct string_list *names)
{
	int r = 0;

	string_list_release(names);
	if (value->kind == NODE_SCALAR && value->type != SCALAR_NULL)
		r = add_words(value, what, diags, names);
	if (value->kind == NODE_MAP)
		diag_add(diags, value->line, value->column, "%s must be a list of names", what);
	for (const struct node *item = value->kind == NODE_LIST ? value->first : NULL;
	     item && r == 0; item = item->next) {
		const char *name = node_account_name(item, what, diags);

		r = name ? add(names, name, item, what, diags) : 0;
	}
	return r == -ENOSPC ? 0 : r;
}
