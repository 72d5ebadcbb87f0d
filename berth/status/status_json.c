// SPDX-License-Identifier: Apache-2.0
//
// `berth status --json`. See status_json.h. A value that is not known is null, a key is never left
// out.

#include "status_json.h"

#include "../slots/slots_json.h"
#include "json_values.h"

#define FORMAT 1

static json_t *system_object(const struct status *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "name", value_text(s->name),
			 "version", value_text(s->version), "commit", value_text(s->commit),
			 "profile", value_text(s->profile), "hostname", value_text(s->hostname),
			 "kernel", value_text(s->kernel), "uptime_seconds",
			 (json_int_t)s->uptime_s);
}

static json_t *medium_object(const struct medium *m)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "kind", medium_kind_word(m->kind),
			 "device", value_text(m->device), "partition", value_text(m->partition),
			 "slot", value_text(m->slot), "volume", value_text(m->volume), "image",
			 value_text(m->image));
}

static json_t *data_object(const struct data_status *data)
{
	if (!data->known)
		return json_null();
	return json_pack("{s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o}", "path", "/var", "kept",
			 data->kept, "read_only", data->read_only, "device",
			 value_text(data->device), "partition", value_text(data->partition), "size",
			 value_bytes(data->size), "used", value_bytes(data->used), "free",
			 value_bytes(data->free));
}

static json_t *memory_object(const struct memory_status *memory)
{
	if (memory->total == 0)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "total", value_bytes(memory->total), "available",
			 value_bytes(memory->available), "used", value_bytes(memory->used));
}

static json_t *addresses_array(const struct net_address_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->count; i++) {
		const struct net_address *a = &list->items[i];
		json_t *one =
			json_pack("{s:o, s:s, s:o, s:i}", "interface", value_text(a->interface),
				  "family", a->ipv6 ? "inet6" : "inet", "address",
				  value_text(a->text), "prefix", (int)a->prefix);

		value_append(&array, one);
	}
	return array;
}

static json_t *network_object(const struct status *s)
{
	if (!s->addresses_known)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "addresses", addresses_array(&s->addresses), "gateways",
			 value_texts(&s->gateways), "dns", value_texts(&s->dns));
}

static json_t *services_array(const struct service_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->count; i++) {
		const struct service_entry *entry = &list->items[i];
		json_t *one = json_pack("{s:o, s:s, s:o}", "name", value_text(entry->name), "state",
					entry->state, "reason", value_text(entry->reason));

		value_append(&array, one);
	}
	return array;
}

static json_t *down_array(const struct container_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->down_count; i++) {
		json_t *one = json_pack("{s:o, s:o}", "name", value_text(list->down[i].name),
					"status", value_text(list->down[i].status));

		value_append(&array, one);
	}
	return array;
}

/* Without an answer there are no numbers. */
static json_t *count(const struct status *s, size_t value)
{
	return s->engine == ENGINE_OK ? json_integer((json_int_t)value) : json_null();
}

static json_t *containers_object(const struct status *s)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "engine", engine_answer_word(s->engine),
			 "problem", value_text(s->engine_problem), "total",
			 count(s, s->containers.total), "running", count(s, s->containers.running),
			 "down", down_array(&s->containers));
}

int status_json(const struct status *s, char **ret_text)
{
	json_t *all = json_pack(
		"{s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "format",
		FORMAT, "health", s->problems.count ? "degraded" : "ok", "problems",
		value_texts(&s->problems), "config_problems", value_texts(&s->config_problems),
		"not_seen", value_texts(&s->not_seen), "system", system_object(s), "medium",
		medium_object(&s->medium), "boot", slots_boot_value(&s->slots), "slots",
		slots_value(&s->slots), "data", data_object(&s->data), "memory",
		memory_object(&s->memory), "network", network_object(s), "services",
		services_array(&s->services), "containers", containers_object(s));

	return value_print(all, ret_text);
}
