// SPDX-License-Identifier: Apache-2.0
//
// A well machine for the tests of `berth status`; each test breaks what it is about.

#ifndef BERTH_TESTS_STATUS_SAMPLE_H
#define BERTH_TESTS_STATUS_SAMPLE_H

#include <stdlib.h>
#include <string.h>

#include "../../berth/status/status.h"

#define SAMPLE_ROOT_HASH                                                   \
	"0650fe794bf6fde0be08e0844c3ecd5331b88a9ef5723a90c3fd78e7e26abbff" \
	"f65327512c67d5e5b741606b3302d9325de190b61f4ca49d31d4f9f3383e0bc1"

static inline void sample_set(char **text, const char *value)
{
	free(*text);
	*text = value ? strdup(value) : NULL;
}

static inline void sample_address(struct status *s, const char *interface, const char *address,
				  unsigned prefix)
{
	struct net_address_list *list = &s->addresses;

	list->items = realloc(list->items, (list->count + 1) * sizeof(*list->items));
	list->items[list->count++] = (struct net_address){ .interface = strdup(interface),
							   .ipv6 = strchr(address, ':') != NULL,
							   .text = strdup(address),
							   .prefix = prefix };
}

static inline void sample_service(struct status *s, const char *name, const char *state,
				  const char *reason)
{
	struct service_list *list = &s->services;

	list->items = realloc(list->items, (list->count + 1) * sizeof(*list->items));
	list->items[list->count++] = (struct service_entry){
		.name = strdup(name), .state = state, .reason = reason ? strdup(reason) : NULL
	};
}

static inline void sample_down(struct status *s, const char *name, const char *status)
{
	struct container_list *list = &s->containers;

	list->down = realloc(list->down, (list->down_count + 1) * sizeof(*list->down));
	list->down[list->down_count++] =
		(struct container_down){ .name = strdup(name), .status = strdup(status) };
}

/* sample_status - a machine without a fault. The caller releases it. */
static inline struct status sample_status(void)
{
	struct status s = {
		.name = strdup("Berth"),
		.version = strdup("0.1.0"),
		.commit = strdup("b02ad454cbe055a3e2badf40780bf8b71932c7b2"),
		.profile = strdup("virt"),
		.hostname = strdup("box"),
		.kernel = strdup("6.12.107"),
		.uptime_s = 185,
		.medium = { .kind = MEDIUM_DISK,
			    .device = strdup("/dev/vda5"),
			    .partition = strdup("berth-a"),
			    .slot = strdup("a") },
		.slots = { .disk = strdup("vda"),
			   .running = SLOT_A,
			   .mode = BOOT_GOOD,
			   .record_known = true,
			   .record = { .first = SLOT_A, .slots = { { .good = true } } },
			   .states = { { .boot = strdup("/dev/vda3"),
					 .root = strdup("/dev/vda5"),
					 .content = SLOT_CONTENT_RELEASE,
					 .version = strdup("0.1.0") },
				       { .boot = strdup("/dev/vda4"),
					 .root = strdup("/dev/vda6"),
					 .content = SLOT_CONTENT_NONE } },
			   .root = ROOT_CHECK_GOOD,
			   .root_hash = strdup(SAMPLE_ROOT_HASH) },
		.data = { .known = true,
			  .kept = true,
			  .device = strdup("/dev/vda7"),
			  .partition = strdup("berth-data"),
			  .size = 8000000000,
			  .used = 1000000000,
			  .free = 6600000000 },
		.memory = { .total = 1039101952, .available = 839101952, .used = 200000000 },
		.addresses_known = true,
		.engine = ENGINE_OK,
		.engine_limit_ms = 5000,
		.containers = { .total = 3, .running = 2 },
	};

	sample_address(&s, "eth0", "10.0.2.15", 24);
	sample_address(&s, "eth0", "fec0::1", 64);
	(void)string_list_printf(&s.gateways, "10.0.2.2");
	(void)string_list_printf(&s.dns, "10.0.2.3");
	sample_service(&s, "containerd", "started", NULL);
	sample_service(&s, "dropbear", "started", NULL);
	return s;
}

#endif
