// SPDX-License-Identifier: Apache-2.0
//
// Services. See user_services.h.

#include "user_services.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/service_name.h"
#include "../../../common/text.h"
#include "../../yaml/node_value.h"

#define KEY "berth.services"
#define ITSELF "seed" /* the service that reads this */

struct reader {
	struct user_services *services;
	struct diag_list *diags;
	bool enabled;
};

static const char *name_problem(const struct reader *r, const char *name)
{
	if (!service_name_is_valid(name))
		return "this is no name of a service";
	if (!r->enabled && strcmp(name, ITSELF) == 0)
		return "this one reads the configuration, and stays";
	if (r->services->count == USER_SERVICES_MAX)
		return "there are too many; this one is left as it is";
	for (size_t i = 0; i < r->services->count; i++)
		if (strcmp(r->services->items[i].name, name) == 0)
			return "this one is named before";
	return NULL;
}

static int add_service(struct reader *r, const struct node *item)
{
	const char *text = node_string(item, KEY ": a name", r->diags);
	struct user_service service = { .enabled = r->enabled,
					.place = { item->line, item->column } };
	const char *problem = text ? name_problem(r, text) : NULL;
	int ret;

	if (!text)
		return 0;
	if (problem) {
		diag_add(r->diags, item->line, item->column, KEY ": '%.60s': %s", text, problem);
		return 0;
	}
	ret = text_keep(&service.name, text);
	if (ret == 0)
		r->services->items[r->services->count++] = service;
	return ret;
}

static int read_key(struct reader *r, const struct node *value)
{
	const struct node *key = value->key;
	int ret = 0;

	r->enabled = strcmp(key->text, "enabled") == 0;
	if (!r->enabled && strcmp(key->text, "disabled") != 0) {
		diag_add(r->diags, key->line, key->column, "unknown key '" KEY ": %.60s'",
			 key->text);
		return 0;
	}
	if (value->kind != NODE_LIST) {
		diag_add(r->diags, value->line, value->column, KEY ": %s must be a list of names",
			 key->text);
		return 0;
	}
	for (const struct node *item = value->first; item && ret == 0; item = item->next)
		ret = add_service(r, item);
	return ret;
}

int user_services_read(const struct node *value, struct diag_list *diags, struct user_services *ret)
{
	struct user_services services = { 0 };
	struct reader r = { .services = &services, .diags = diags };
	int result = 0;

	if (!node_is_mapping(value, KEY, diags))
		return 0;
	services.items = calloc(USER_SERVICES_MAX, sizeof(*services.items));
	if (!services.items)
		return -ENOMEM;
	for (const struct node *item = value->first; item && result == 0; item = item->next)
		result = read_key(&r, item);
	if (result < 0)
		user_services_release(&services);
	else
		*ret = services;
	return result;
}

void user_services_release(struct user_services *services)
{
	for (size_t i = 0; i < services->count; i++)
		free(services->items[i].name);
	free(services->items);
	*services = (struct user_services){ 0 };
}
