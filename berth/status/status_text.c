// SPDX-License-Identifier: Apache-2.0
//
// `berth status` for people. See status_text.h.

#include "status_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

#include "../slots/slots_text.h"
#include "text_rows.h"

#define COMMIT_SHOWN 12
#define CONFIG_PROBLEMS 10
#define CONFIG_PROBLEMS_AT_LOG_IN 2
#define PROBLEMS_AT_LOG_IN 5 /* enough to see that there is something to look at */

static const char *known(const char *text)
{
	return text ? text : "unknown";
}

static unsigned percent(uint64_t used, uint64_t free)
{
	/* of what can be used, rounded up, as df(1) does it */
	return used + free > 0 ? (unsigned)((used * 100 + used + free - 1) / (used + free)) : 0;
}

/* Strings with ", " between them; NULL if memory is short. */
static char *joined(const struct string_list *list)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < list->count; i++)
		(void)fprintf(out, "%s%s", i ? ", " : "", list->items[i]);
	return fclose(out) == 0 ? text : NULL;
}

/* @more: the command that shows those beyond the limit */
static void print_list(FILE *out, const char *label, const struct string_list *list, size_t limit,
		       const char *more)
{
	for (size_t i = 0; i < list->count && i < limit; i++)
		text_row(out, i ? "" : label, "- %s", list->items[i]);
	if (list->count > limit)
		text_row(out, "", "- and %zu more: %s", list->count - limit, more);
}

static void print_medium(const struct medium *m, FILE *out)
{
	switch (m->kind) {
	case MEDIUM_DISK:
		text_row(out, "medium", "disk%s%s%s%s, %s%s", m->device ? " " : "",
			 m->device ? m->device : "", m->slot ? ", slot " : "",
			 m->slot ? m->slot : "", m->partition ? "partition " : "",
			 known(m->partition ? m->partition : m->volume));
		break;
	case MEDIUM_ISO:
		text_row(out, "medium", "ISO or USB volume %s%s%s, image %s", known(m->volume),
			 m->device ? " on " : "", m->device ? m->device : "", known(m->image));
		break;
	case MEDIUM_NETWORK:
		text_row(out, "medium", "network: image %s, in memory", known(m->image));
		break;
	case MEDIUM_UNKNOWN:
		text_row(out, "medium", "unknown");
		break;
	}
}

static void print_slots(const struct slots *slots, FILE *out)
{
	cleanup_free char *summary = NULL;

	if (!slots_running_from(slots))
		return;
	summary = slots_summary(slots);
	text_row(out, "slot", "%s", known(summary));
}

static void print_data(const struct data_status *data, FILE *out)
{
	char size[TEXT_SIZE_MAX], used[TEXT_SIZE_MAX], rest[TEXT_SIZE_MAX];

	if (!data->known) {
		text_row(out, "data", "unknown");
		return;
	}
	text_row(out, "data", "%s of %s used (%u %%), %s free%s", text_size(data->used, used),
		 text_size(data->size, size), percent(data->used, data->free),
		 text_size(data->free, rest), data->read_only ? ", read-only" : "");
	if (data->kept)
		text_row(out, "", "/var on %s%s%s", known(data->device),
			 data->partition ? ", partition " : "",
			 data->partition ? data->partition : "");
	else
		text_row(out, "", "/var in memory only: nothing is kept over a restart");
}

static void print_memory(const struct memory_status *memory, FILE *out)
{
	char total[TEXT_SIZE_MAX], used[TEXT_SIZE_MAX], available[TEXT_SIZE_MAX];

	if (memory->total == 0)
		text_row(out, "memory", "unknown");
	else
		text_row(out, "memory", "%s of %s used, %s available",
			 text_size(memory->used, used), text_size(memory->total, total),
			 text_size(memory->available, available));
}

static void print_network(const struct status *s, FILE *out)
{
	cleanup_free char *gateways = joined(&s->gateways);
	cleanup_free char *dns = joined(&s->dns);

	if (s->addresses.count == 0)
		text_row(out, "network", "%s", s->addresses_known ? "no address" : "unknown");
	for (size_t i = 0; i < s->addresses.count; i++)
		text_row(out, i ? "" : "network", "%s %s/%u", s->addresses.items[i].interface,
			 s->addresses.items[i].text, s->addresses.items[i].prefix);
	text_row(out, "", "gateway %s", gateways && *gateways ? gateways : "none");
	text_row(out, "", "DNS %s", dns && *dns ? dns : "none");
}

static void print_services(const struct service_list *list, FILE *out)
{
	size_t width = 0;

	for (size_t i = 0; i < list->count; i++)
		if (strlen(list->items[i].name) > width)
			width = strlen(list->items[i].name);
	for (size_t i = 0; i < list->count; i++) {
		const struct service_entry *entry = &list->items[i];

		text_row(out, i ? "" : "services", "%-*s  %s%s%s", (int)width, entry->name,
			 entry->state, entry->reason ? ": " : "",
			 entry->reason ? entry->reason : "");
	}
	if (list->count == 0)
		text_row(out, "services", "unknown");
}

static void print_counts(const struct container_list *list, FILE *out)
{
	if (list->total == 0)
		text_row(out, "containers", "none");
	else
		text_row(out, "containers", "%zu of %zu running", list->running, list->total);
}

static void print_containers(const struct status *s, FILE *out)
{
	switch (s->engine) {
	case ENGINE_OK:
		print_counts(&s->containers, out);
		break;
	case ENGINE_SILENT:
	case ENGINE_SKIPPED:
		text_row(out, "containers", "the engine did not answer within %d s",
			 s->engine_limit_ms / 1000);
		break;
	case ENGINE_DOWN:
		text_row(out, "containers", "the engine does not run");
		break;
	case ENGINE_FAILED:
		text_row(out, "containers", "unknown: %s", known(s->engine_problem));
		break;
	case ENGINE_FORBIDDEN:
		text_row(out, "containers", "unknown: only root may ask the engine");
		break;
	}
}

static void print_down(const struct container_list *list, FILE *out)
{
	struct string_list names = { 0 };
	cleanup_free char *text = NULL;
	int r = 0;

	for (size_t i = 0; r == 0 && i < list->down_count; i++)
		r = string_list_add(&names, list->down[i].name, strlen(list->down[i].name));
	text = r == 0 ? joined(&names) : NULL;
	if (list->down_count > 0)
		text_row(out, "", "not running: %s", known(text));
	string_list_release(&names);
}

static const char *health(const struct status *s)
{
	return s->problems.count ? "degraded" : "ok";
}

void status_print(const struct status *s, FILE *out)
{
	char up[TEXT_SIZE_MAX];

	(void)fprintf(out, "%s %s (%s), commit %.*s\n", known(s->name), known(s->version),
		      known(s->profile), COMMIT_SHOWN, known(s->commit));
	text_row(out, "health", "%s", health(s));
	print_list(out, "", &s->problems, SIZE_MAX, "");
	text_row(out, "host", "%s, up %s, Linux %s", known(s->hostname),
		 text_duration(s->uptime_s, up), known(s->kernel));
	print_list(out, "config", &s->config_problems, CONFIG_PROBLEMS, "berth config show");
	print_medium(&s->medium, out);
	print_slots(&s->slots, out);
	print_data(&s->data, out);
	print_memory(&s->memory, out);
	print_network(s, out);
	print_services(&s->services, out);
	print_containers(s, out);
	print_down(&s->containers, out);
	print_list(out, "not seen", &s->not_seen, SIZE_MAX, "");
}

void status_print_short(const struct status *s, FILE *out)
{
	char size[TEXT_SIZE_MAX], used[TEXT_SIZE_MAX];

	(void)fprintf(out, "%s: %s %s (%s), %s\n", known(s->hostname), known(s->name),
		      known(s->version), known(s->profile), health(s));
	print_list(out, "problems", &s->problems, PROBLEMS_AT_LOG_IN, "berth status");
	print_list(out, "config", &s->config_problems, CONFIG_PROBLEMS_AT_LOG_IN,
		   "berth config show");
	for (size_t i = 0; i < s->addresses.count; i++)
		text_row(out, i ? "" : "addresses", "%s", s->addresses.items[i].text);
	if (s->data.known)
		text_row(out, "data", "%s of %s used (%u %%)%s", text_size(s->data.used, used),
			 text_size(s->data.size, size), percent(s->data.used, s->data.free),
			 s->data.kept ? "" : ", in memory only");
	print_containers(s, out);
}
