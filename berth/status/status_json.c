// SPDX-License-Identifier: Apache-2.0
//
// `berth status --json`. See status_json.h. A value that is not known is null, a key is never left
// out. The jansson functions that take over a reference accept NULL and fail, so one check at the
// end finds every shortage of memory.

#include "status_json.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

#include "text_rows.h"

#define FORMAT 1

/* NULL becomes null. Text of others may be anything, JSON is UTF-8. */
static json_t *text(const char *value)
{
	cleanup_free char *safe = NULL;
	json_t *made;

	if (!value)
		return json_null();
	made = json_string(value);
	if (made)
		return made;
	safe = strdup(value);
	if (!safe)
		return NULL;
	text_printable(safe);
	return json_string(safe);
}

static json_t *bytes(uint64_t value)
{
	return json_integer((json_int_t)value);
}

/* Append to an array; a failure leaves NULL in its place. */
static void append(json_t **array, json_t *value)
{
	if (json_array_append_new(*array, value) < 0) {
		json_decref(*array);
		*array = NULL;
	}
}

static json_t *texts(const struct string_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->count; i++)
		append(&array, text(list->items[i]));
	return array;
}

static json_t *system_object(const struct status *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "name", text(s->name), "version",
			 text(s->version), "commit", text(s->commit), "profile", text(s->profile),
			 "hostname", text(s->hostname), "kernel", text(s->kernel), "uptime_seconds",
			 (json_int_t)s->uptime_s);
}

static json_t *medium_object(const struct medium *m)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "kind", medium_kind_word(m->kind),
			 "device", text(m->device), "partition", text(m->partition), "slot",
			 text(m->slot), "volume", text(m->volume), "image", text(m->image));
}

static json_t *data_object(const struct data_status *data)
{
	if (!data->known)
		return json_null();
	return json_pack("{s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o}", "path", "/var", "kept",
			 data->kept, "read_only", data->read_only, "device", text(data->device),
			 "partition", text(data->partition), "size", bytes(data->size), "used",
			 bytes(data->used), "free", bytes(data->free));
}

static json_t *memory_object(const struct memory_status *memory)
{
	if (memory->total == 0)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "total", bytes(memory->total), "available",
			 bytes(memory->available), "used", bytes(memory->used));
}

static json_t *addresses_array(const struct net_address_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->count; i++) {
		const struct net_address *a = &list->items[i];
		json_t *one = json_pack("{s:o, s:s, s:o, s:i}", "interface", text(a->interface),
					"family", a->ipv6 ? "inet6" : "inet", "address",
					text(a->text), "prefix", (int)a->prefix);

		append(&array, one);
	}
	return array;
}

static json_t *network_object(const struct status *s)
{
	if (!s->addresses_known)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "addresses", addresses_array(&s->addresses), "gateways",
			 texts(&s->gateways), "dns", texts(&s->dns));
}

static json_t *services_array(const struct service_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->count; i++) {
		const struct service_entry *entry = &list->items[i];
		json_t *one = json_pack("{s:o, s:s, s:o}", "name", text(entry->name), "state",
					entry->state, "reason", text(entry->reason));

		append(&array, one);
	}
	return array;
}

static json_t *down_array(const struct container_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->down_count; i++) {
		json_t *one = json_pack("{s:o, s:o}", "name", text(list->down[i].name), "status",
					text(list->down[i].status));

		append(&array, one);
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
			 "problem", text(s->engine_problem), "total", count(s, s->containers.total),
			 "running", count(s, s->containers.running), "down",
			 down_array(&s->containers));
}

int status_json(const struct status *s, char **ret_text)
{
	json_t *all = json_pack("{s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "format",
				FORMAT, "health", s->problems.count ? "degraded" : "ok", "problems",
				texts(&s->problems), "not_seen", texts(&s->not_seen), "system",
				system_object(s), "medium", medium_object(&s->medium), "data",
				data_object(&s->data), "memory", memory_object(&s->memory),
				"network", network_object(s), "services",
				services_array(&s->services), "containers", containers_object(s));
	cleanup_free char *dumped = all ? json_dumps(all, JSON_INDENT(2)) : NULL;

	json_decref(all);
	*ret_text = dumped ? format_text("%s\n", dumped) : NULL;
	return *ret_text ? 0 : -ENOMEM;
}
