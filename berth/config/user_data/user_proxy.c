// SPDX-License-Identifier: Apache-2.0
//
// The proxy. See user_proxy.h.

#include "user_proxy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/text.h"
#include "../../yaml/node_value.h"
#include "net_url.h"

#define KEY "berth.proxy"
#define EXCEPTIONS 2 /* index of no_proxy */
#define EXCEPTIONS_MAX 8192 /* bytes of all of them */

const char *const user_proxy_names[USER_PROXY_NAMES] = { "http_proxy", "https_proxy", "no_proxy" };

static const char *const schemes[] = { "http://", "https://", "socks5://", NULL };

/* What is wrong with it is said without it: there may be a password in it. */
static int read_url(const struct node *value, const char *name, struct diag_list *diags, char **ret)
{
	const char *text = value->kind == NODE_SCALAR && !value->binary ? value->text : "";
	struct net_url url;

	if (net_url_split(text, schemes, &url) && (!*url.path || strcmp(url.path, "/") == 0))
		return text_keep(ret, text);
	diag_add(diags, value->line, value->column,
		 KEY ": %s must be a URL like http://proxy.example.org:3128", name);
	return 0;
}

/* Names, addresses, networks, `*`. */
static bool are_exceptions(const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789.-_:/*[], ";

	return *text && strspn(text, allowed) == strlen(text);
}

static int add_exception(const struct node *item, struct diag_list *diags, char **list)
{
	const char *text = node_string(item, KEY ": no_proxy", diags);
	size_t len = strlen(*list) + (**list ? 1 : 0);
	char *longer;

	if (!text)
		return 0;
	if (!are_exceptions(text) || len + strlen(text) > EXCEPTIONS_MAX) {
		diag_add(diags, item->line, item->column,
			 are_exceptions(text) ? KEY ": no_proxy: this is too much; it is left out"
					      : KEY
				 ": no_proxy: this is no host, address or network");
		return 0;
	}
	longer = format_text("%s%s%s", *list, **list ? "," : "", text);
	if (!longer)
		return -ENOMEM;
	free(*list);
	*list = longer;
	return 0;
}

static int read_exceptions(const struct node *value, struct diag_list *diags, char **ret)
{
	cleanup_free char *list = strdup("");
	int r = list ? 0 : -ENOMEM;

	if (value->kind == NODE_MAP)
		diag_add(diags, value->line, value->column,
			 KEY ": no_proxy must be a list, or a string with commas");
	if (value->kind == NODE_SCALAR && r == 0)
		r = add_exception(value, diags, &list);
	for (const struct node *item = value->kind == NODE_LIST ? value->first : NULL;
	     item && r == 0; item = item->next)
		r = add_exception(item, diags, &list);
	return r == 0 && *list ? text_keep(ret, list) : r;
}

static int read_key(const struct node *value, struct diag_list *diags, struct user_proxy *proxy)
{
	const struct node *key = value->key;

	if (strcmp(key->text, user_proxy_names[EXCEPTIONS]) == 0)
		return read_exceptions(value, diags, &proxy->values[EXCEPTIONS]);
	for (size_t i = 0; i < EXCEPTIONS; i++)
		if (strcmp(key->text, user_proxy_names[i]) == 0)
			return read_url(value, user_proxy_names[i], diags, &proxy->values[i]);
	diag_add(diags, key->line, key->column,
		 "unknown key '" KEY ": %.60s' (there are http_proxy, https_proxy and no_proxy)",
		 key->text);
	return 0;
}

int user_proxy_read(const struct node *value, struct diag_list *diags, struct user_proxy *ret)
{
	struct user_proxy proxy = { { NULL } };
	int r = 0;

	if (!node_is_mapping(value, KEY, diags))
		return 0;
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = read_key(item, diags, &proxy);
	if (r < 0)
		user_proxy_release(&proxy);
	else
		*ret = proxy;
	return r;
}

void user_proxy_release(struct user_proxy *proxy)
{
	for (size_t i = 0; i < USER_PROXY_NAMES; i++)
		free(proxy->values[i]);
	*proxy = (struct user_proxy){ { NULL } };
}

bool user_proxy_is_given(const struct user_proxy *proxy)
{
	for (size_t i = 0; i < USER_PROXY_NAMES; i++)
		if (proxy->values[i])
			return true;
	return false;
}

bool user_proxy_is_secret(const struct user_proxy *proxy)
{
	for (size_t i = 0; i < EXCEPTIONS; i++)
		if (proxy->values[i] && strchr(proxy->values[i], '@'))
			return true;
	return false;
}

char *user_proxy_without_user(const char *value)
{
	struct net_url url;

	if (!net_url_split(value, schemes, &url) || !url.user)
		return strdup(value);
	return format_text("%.*s%s", (int)url.scheme_len, value, url.host);
}
