// SPDX-License-Identifier: Apache-2.0
//
// All services. See service_table.h.

#include "service_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "service_load.h"

static void log_cycle(void *ctx, const char *text)
{
	(void)ctx;
	log_error("services: %s", text);
}

static void say_cycle(void *ctx, const char *text)
{
	log_cycle(ctx, text);
	console_say("berth: services: %s", text);
}

static void tell_nobody(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
}

static int set_order(struct service_table *table, order_note *note)
{
	cleanup_free const struct service_def **defs =
		calloc(table->count + 1, sizeof(const struct service_def *));
	struct order order;
	int r;

	if (!defs)
		return -ENOMEM;
	for (size_t i = 0; i < table->count; i++)
		defs[i] = &table->services[i]->def;
	r = order_services(defs, table->count, note, NULL, &order);
	if (r < 0)
		return r;
	order_release(&table->order);
	table->order = order;
	return 0;
}

int service_table_load(struct service_table *table)
{
	int r = services_load("", &table->services, &table->count);

	if (r == 0)
		table->items = calloc(table->count + 1, sizeof(*table->items));
	if (r == 0 && !table->items)
		r = -ENOMEM;
	if (r == 0)
		r = set_order(table, say_cycle);
	if (r < 0) {
		log_errno(r, "loading the services of " RUNLEVEL);
		table->load_failure = format_text("services of " RUNLEVEL ": %s", strerror(-r));
		table->count = 0;
	}
	return r;
}

int service_table_order(struct service_table *table)
{
	return set_order(table, tell_nobody);
}

size_t service_table_find(const struct service_table *table, const char *name)
{
	size_t index = 0;

	while (index < table->count && strcmp(table->services[index]->def.name, name) != 0)
		index++;
	return index;
}

/* Room for one more, in both arrays. */
static int grow(struct service_table *table)
{
	struct service **services =
		realloc(table->services, (table->count + 1) * sizeof(struct service *));
	struct plan_item *items;

	if (!services)
		return -ENOMEM;
	table->services = services;
	items = realloc(table->items, (table->count + 1) * sizeof(*items));
	if (!items)
		return -ENOMEM;
	table->items = items;
	return 0;
}

int service_table_append(struct service_table *table, struct service *service,
			 const struct plan_item *item)
{
	if (grow(table) < 0)
		return -ENOMEM;
	table->services[table->count] = service;
	table->items[table->count++] = *item;
	return 0;
}

/* Takes over @def. */
static int add(struct service_table *table, struct service_def *def)
{
	bool reading =
		service_table_unread(table) != NULL; /* then something in the runlevel needs it */
	enum service_origin origin = reading ? SERVICE_ASKED_FOR : SERVICE_BY_HAND;
	struct service *service = grow(table) == 0 ? service_new(def, origin) : NULL;
	int r;

	if (!service)
		return -ENOMEM;
	table->services[table->count] = service;
	table->items[table->count++] = (struct plan_item){ 0 };
	r = set_order(table, log_cycle);
	if (r < 0) { /* a service that nobody can reach is the cost of the shortage */
		table->count--;
		return r;
	}
	if (!reading)
		service_stop(service); /* it is not waiting for anything */
	return 0;
}

int service_table_define(struct service_table *table, const char *name,
			 const struct service_source *source, char **ret_why)
{
	size_t index = service_table_find(table, name);
	struct service_def def = { 0 };
	int r = service_load_source(name, source, &def, ret_why);

	if (r < 0)
		return r;
	if (index == table->count) {
		r = add(table, &def);
	} else {
		r = service_redefine(table->services[index], &def);
		if (r == 0)
			service_table_renew(table, index);
	}
	service_def_release(&def);
	return r;
}

void service_table_renew(struct service_table *table, size_t index)
{
	if (!service_renew(table->services[index]) || service_table_unread(table))
		return;
	if (set_order(table, log_cycle) < 0)
		log_error("services: no memory to order them anew, the old order holds");
}

struct service *service_table_unread(const struct service_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->services[i]->unread)
			return table->services[i];
	return NULL;
}

void service_table_all_read(struct service_table *table)
{
	struct service *service;

	while ((service = service_table_unread(table))) {
		service->unread = false;
		if (service_set_unusable(service, "its script could not be read") < 0)
			log_error("service %s: no memory to say why it is not started",
				  service->def.name);
	}
	if (set_order(table, say_cycle) < 0)
		log_error("services: no memory to order them anew, the old order holds");
}

void service_table_look(struct service_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		table->items[i].state = table->services[i]->life.state;
		table->items[i].alive =
			!service_is_idle(table->services[i]) || table->services[i]->life.up;
	}
}
