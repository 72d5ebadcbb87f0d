// SPDX-License-Identifier: Apache-2.0
//
// Time servers. See user_ntp.h.

#include "user_ntp.h"

#include <errno.h>
#include <string.h>

#include "../../yaml/node_value.h"

#define NAME_LENGTH_MAX 253

/* A host name or an address: nothing that could be more than one word of a file. */
static bool is_server(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789.:-_";
	size_t len = strlen(name);

	return len > 0 && len <= NAME_LENGTH_MAX && *name != '-' && strspn(name, allowed) == len;
}

static int read_list(const struct node *value, const char *name, struct diag_list *diags,
		     struct string_list *servers)
{
	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column, "%s must be a list", name);
		return 0;
	}
	for (const struct node *item = value->first; item; item = item->next) {
		const char *text = node_string(item, name, diags);
		int r;

		if (!text)
			continue;
		if (!is_server(text) || servers->count == USER_NTP_SERVERS_MAX) {
			diag_add(diags, item->line, item->column,
				 is_server(text) ? "%s: there are too many; this one is not asked"
						 : "%s: this is no name and no address of a host",
				 name);
			continue;
		}
		r = string_list_add(servers, text, strlen(text));
		if (r < 0)
			return r;
	}
	return 0;
}

static void read_enabled(const struct node *value, struct diag_list *diags)
{
	bool enabled = true;

	node_bool(value, "ntp: enabled", diags, &enabled);
	if (!enabled)
		diag_add(diags, value->line, value->column,
			 "ntp: the clock is always set by this version");
}

int user_ntp_read(const struct node *value, struct diag_list *diags, struct string_list *servers)
{
	struct string_list pools = { 0 };
	int r = 0;

	if (value->kind == NODE_SCALAR && value->type == SCALAR_NULL)
		return 0; /* `ntp:` alone means what is the case anyway */
	if (value->kind != NODE_MAP) {
		diag_add(diags, value->line, value->column, "ntp must be a mapping");
		return 0;
	}
	for (const struct node *item = value->first; item && r == 0; item = item->next) {
		const char *key = item->key->text;

		if (strcmp(key, "servers") == 0)
			r = read_list(item, "ntp: servers", diags, servers);
		else if (strcmp(key, "pools") == 0)
			r = read_list(item, "ntp: pools", diags, &pools);
		else if (strcmp(key, "enabled") == 0)
			read_enabled(item, diags);
		else
			diag_add(diags, item->key->line, item->key->column,
				 "'ntp: %.60s' is not supported by this version", key);
	}
	for (size_t i = 0; i < pools.count && r == 0; i++)
		if (servers->count < USER_NTP_SERVERS_MAX)
			r = string_list_add(servers, pools.items[i], strlen(pools.items[i]));
	string_list_release(&pools);
	return r;
}
