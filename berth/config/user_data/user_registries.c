// SPDX-License-Identifier: Apache-2.0
//
// Registries. See user_registries.h.

#include "user_registries.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/text.h"
#include "../../yaml/node_value.h"
#include "net_url.h"
#include "user_ca_certs.h"

#define KEY "berth.registries"
#define LOGIN_MAX 65536 /* bytes of a password: tokens are long */

struct reader {
	struct user_registry *registry;
	struct diag_list *diags;
};

static int add_mirror(struct reader *r, const struct node *item)
{
	static const char *const schemes[] = { "http://", "https://", NULL };
	struct string_list *mirrors = &r->registry->mirrors;
	const char *text = node_string(item, KEY ": mirrors", r->diags);
	const char *problem = NULL;
	struct net_url url;

	if (!text)
		return 0;
	if (!net_url_split(text, schemes, &url) || url.user)
		problem = "this is no URL of a registry, like https://mirror.example.org";
	else if (string_list_has(mirrors, text))
		problem = "this one is given twice";
	else if (mirrors->count == USER_REGISTRY_MIRRORS_MAX)
		problem = "there are too many; this one is not asked";
	if (!problem)
		return string_list_add(mirrors, text, strlen(text));
	diag_add(r->diags, item->line, item->column, KEY ": mirrors: %s", problem);
	return 0;
}

static int read_mirrors(struct reader *r, const struct node *value)
{
	int ret = 0;

	if (value->kind != NODE_LIST)
		diag_add(r->diags, value->line, value->column, KEY ": mirrors must be a list");
	for (const struct node *item = value->kind == NODE_LIST ? value->first : NULL;
	     item && ret == 0; item = item->next)
		ret = add_mirror(r, item);
	return ret;
}

static int read_insecure(struct reader *r, const struct node *value)
{
	node_bool(value, KEY ": insecure", r->diags, &r->registry->insecure);
	return 0;
}

static int read_ca(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, KEY ": ca", r->diags);

	if (!text)
		return 0;
	if (user_ca_certs_are_valid(text))
		return text_keep(&r->registry->ca, text);
	diag_add(r->diags, value->line, value->column,
		 KEY ": ca: this is no certificate in PEM (-----BEGIN CERTIFICATE-----)");
	return 0;
}

/* What goes into a header as NAME:PASSWORD. */
static bool is_username(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c <= ' ' || *c > '~' || *c == ':')
			return false;
	return *text && strlen(text) <= LOGIN_MAX;
}

static int read_username(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, KEY ": username", r->diags);

	if (!text)
		return 0;
	if (is_username(text))
		return text_keep(&r->registry->username, text);
	diag_add(r->diags, value->line, value->column,
		 KEY ": username: this is none: letters, digits and signs, without a colon");
	return 0;
}

/* What is wrong with it is said without it: it is told on consoles. */
static int read_password(struct reader *r, const struct node *value)
{
	if (value->kind == NODE_SCALAR && value->type == SCALAR_STRING && !value->binary &&
	    *value->text && strlen(value->text) <= LOGIN_MAX)
		return text_keep(&r->registry->password, value->text);
	diag_add(r->diags, value->line, value->column,
		 KEY
		 ": password must be text; what YAML takes for something else is put in quotes");
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
} keys[] = {
	{ "ca", read_ca },
	{ "insecure", read_insecure },
	{ "mirrors", read_mirrors },
	{ "password", read_password },
	{ "username", read_username },
};

static int read_key(struct reader *r, const struct node *value)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(value->key->text, keys[i].name) == 0)
			return keys[i].read(r, value);
	diag_add(r->diags, value->key->line, value->key->column, "unknown key '" KEY ": %.60s'",
		 value->key->text);
	return 0;
}

/* One without the other is of no use, and neither is what is left of a pair that was wrong. */
static void check_login(struct reader *r)
{
	struct user_registry *registry = r->registry;

	if (!registry->username == !registry->password)
		return;
	diag_add(r->diags, registry->place.line, registry->place.column,
		 KEY ": '%s' has no login: username and password belong together", registry->host);
	free(registry->username);
	free(registry->password);
	registry->username = registry->password = NULL;
}

static void release_registry(struct user_registry *registry)
{
	free(registry->host);
	string_list_release(&registry->mirrors);
	free(registry->ca);
	free(registry->username);
	free(registry->password);
}

static int read_registry(struct reader *r, const struct node *value)
{
	int ret = text_keep(&r->registry->host, value->key->text);

	for (const struct node *item = value->first; item && ret == 0; item = item->next)
		ret = read_key(r, item);
	if (ret == 0)
		check_login(r);
	return ret;
}

/* Images are named after docker.io, and so is what is known of it. */
static const char *host_problem(const char *host)
{
	if (!net_host_is_valid(host, strlen(host)))
		return "this is no registry, like registry.example.org:5000";
	if (strcmp(host, "index.docker.io") == 0 || strcmp(host, "registry-1.docker.io") == 0)
		return "the name of this one is docker.io";
	return NULL;
}

static int add_registry(struct user_registries *registries, const struct node *value,
			struct diag_list *diags)
{
	const struct node *key = value->key;
	struct user_registry registry = { .place = { key->line, key->column } };
	struct reader r = { .registry = &registry, .diags = diags };
	const char *problem = host_problem(key->text);
	int ret;

	if (!problem && registries->count == USER_REGISTRIES_MAX)
		problem = "there are too many; this one is left out";
	if (problem) {
		diag_add(diags, key->line, key->column, KEY ": '%.80s': %s", key->text, problem);
		return 0;
	}
	if (!node_is_mapping(value, KEY ": a registry", diags))
		return 0;
	ret = read_registry(&r, value);
	if (ret == 0)
		registries->items[registries->count++] = registry;
	else
		release_registry(&registry);
	return ret;
}

int user_registries_read(const struct node *value, struct diag_list *diags,
			 struct user_registries *ret)
{
	struct user_registries registries = { 0 };
	int r = 0;

	if (!node_is_mapping(value, KEY, diags))
		return 0;
	registries.items = calloc(USER_REGISTRIES_MAX, sizeof(*registries.items));
	if (!registries.items)
		return -ENOMEM;
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = add_registry(&registries, item, diags);
	if (r < 0)
		user_registries_release(&registries);
	else
		*ret = registries;
	return r;
}

void user_registries_release(struct user_registries *registries)
{
	for (size_t i = 0; i < registries->count; i++)
		release_registry(&registries->items[i]);
	free(registries->items);
	*registries = (struct user_registries){ 0 };
}
