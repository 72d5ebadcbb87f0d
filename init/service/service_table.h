// SPDX-License-Identifier: Apache-2.0
//
// All services that PID 1 knows, and their order.

#ifndef BERTH_INIT_SERVICE_TABLE_H
#define BERTH_INIT_SERVICE_TABLE_H

#include <stddef.h>

#include "order.h"
#include "plan.h"
#include "service.h"

/* Same index in all of its arrays; a service keeps its index for ever. */
struct service_table {
	struct service **services;
	struct plan_item *items;
	size_t count;
	struct order order;
	char *load_failure; /* why there are none, or NULL */
};

/*
 * service_table_load - fill it with the services of the runlevel, from their scripts.
 * Returns 0 or a negative errno, logged; then it is empty but for .load_failure.
 */
int service_table_load(struct service_table *table);

/*
 * service_table_define - take in a script: a new service, which is stopped, or a newer script of
 * one that is there.
 * @ret_why: on -EINVAL, why it cannot be used; the caller frees it
 * Returns 0, -EINVAL or -ENOMEM; after a failure nothing has changed.
 */
int service_table_define(struct service_table *table, const char *name,
			 const struct service_source *source, char **ret_why);

/*
 * service_table_append - take in a service as it is. Returns 0 or -ENOMEM.
 * service_table_order - those were all: order them. Nothing is told of it, as that was done before.
 * Returns 0 or -ENOMEM.
 */
int service_table_append(struct service_table *table, struct service *service,
			 const struct plan_item *item);
int service_table_order(struct service_table *table);

/* service_table_unread - a service whose script a shell is still reading, NULL = there is none. */
struct service *service_table_unread(const struct service_table *table);

/* service_table_all_read - nothing more will be read: who is still unread has failed. */
void service_table_all_read(struct service_table *table);

/*
 * service_table_renew - let a service take a newer script, if it can, and order all of them anew.
 * If memory is short for that, the old order holds.
 */
void service_table_renew(struct service_table *table, size_t index);

/* service_table_look - bring the states in .items up to date; goals stay. */
void service_table_look(struct service_table *table);

/* service_table_find - the index of a service, or .count. */
size_t service_table_find(const struct service_table *table, const char *name);

#endif
