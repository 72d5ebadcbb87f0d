// SPDX-License-Identifier: Apache-2.0
//
// One saved service. See saved_service.h.

#include "saved_service.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../service/service_load.h"

#define END "end"
#define READY_FD "ready.fd"

/*
 * The numbers of an init that is older or newer are the same: enumerations that are saved only grow
 * at their ends, and members keep their names, or their keys.
 */
#define NUMBER_AS(key, member)                                                               \
	{                                                                                    \
		key, offsetof(struct service, member), sizeof(((struct service *)0)->member) \
	}
#define NUMBER(member) NUMBER_AS(#member, member)

static const struct number {
	const char *key;
	size_t offset, size;
} numbers[] = {
	NUMBER(origin),
	NUMBER(requested),
	NUMBER(wait_status),
	NUMBER(main.pid),
	NUMBER(times.began_ms),
	NUMBER(times.settled_ms),
	NUMBER(times.forked_ms),
	NUMBER(life.state),
	NUMBER(life.wait),
	NUMBER(life.due_ms),
	NUMBER(life.alive),
	NUMBER(life.up),
	NUMBER(life.by_process),
	NUMBER(life.whole_session),
	NUMBER(life.overdue),
	NUMBER(life.undying),
	NUMBER(life.ready_by_ms),
	NUMBER(life.stopping.next),
	NUMBER(life.respawn.count),
	NUMBER(life.respawn.period_start_ms),
	NUMBER(ready.since_ms),
	NUMBER(life.call),
	NUMBER(life.spoiled),
	NUMBER(life.ran),
	NUMBER(call.child.pid),
	NUMBER(call.timer.armed),
	NUMBER(call.timer.when_ms),
	NUMBER_AS("health.child.pid", health.call.child.pid),
	NUMBER(health.call.timer.armed),
	NUMBER(health.call.timer.when_ms),
	NUMBER(health.unhealthy),
	NUMBER(health.timer.armed),
	NUMBER(health.timer.when_ms),
};

#define NUMBERS (sizeof(numbers) / sizeof(*numbers))

/* What stands in the lines. Texts stay where they are read from. */
struct parts {
	struct service numbers;
	struct service_source source, next;
	char *unusable, *reason, *behind;
	struct plan_item item;
	int64_t report;
	int ready_fd;
};

/* What an init that is newer has more of is not known here. */
static bool is_understood(const struct parts *parts)
{
	return parts->numbers.life.state <= SERVICE_STOPPED &&
	       parts->numbers.life.wait <= LIFECYCLE_WAIT_KILL &&
	       parts->numbers.life.call <= LIFECYCLE_CALL_STOP_POST &&
	       parts->numbers.origin <= SERVICE_BY_HAND && parts->item.goal <= PLAN_AGAIN;
}

static int64_t number_at(const struct service *service, const struct number *number)
{
	const char *at = (const char *)service + number->offset;
	int64_t large;
	int32_t middle;

	if (number->size == sizeof(bool))
		return *(const bool *)at;
	if (number->size == sizeof(middle)) {
		memcpy(&middle, at, sizeof(middle));
		return middle;
	}
	memcpy(&large, at, sizeof(large));
	return large;
}

static void set_number(struct service *service, const struct number *number, int64_t value)
{
	char *at = (char *)service + number->offset;
	int32_t middle = (int32_t)value;

	if (number->size == sizeof(bool))
		*(bool *)at = value != 0;
	else if (number->size == sizeof(middle))
		memcpy(at, &middle, sizeof(middle));
	else
		memcpy(at, &value, sizeof(value));
}

static void write_script(struct saver *saver, const struct service *service)
{
	saver_text(saver, SAVED_SERVICE, service->def.name);
	saver_text(saver, "conf", service->def.source.conf);
	saver_text(saver, "script", service->def.source.script);
}

void saved_service_write_new(struct saver *saver, const struct service *service)
{
	write_script(saver, service);
	saver_number(saver, "origin", (int64_t)service->origin);
	saver_number(saver, END, 0);
}

void saved_service_write(struct saver *saver, const struct service *service,
			 const struct plan_item *item)
{
	write_script(saver, service);
	if (service->next_def) {
		saver_text(saver, "next.conf", service->next_def->source.conf);
		saver_text(saver, "next.script", service->next_def->source.script);
	}
	saver_text(saver, "unusable", service->unusable);
	saver_text(saver, "reason", service->reason);
	saver_text(saver, "behind", service->behind);
	for (size_t i = 0; i < NUMBERS; i++)
		saver_number(saver, numbers[i].key, number_at(service, &numbers[i]));
	saver_number(saver, "goal", (int64_t)item->goal);
	saver_number(saver, "tried", item->tried);
	saver_number(saver, "report", start_report_number(service->report));
	saver_fd(saver, READY_FD, service->ready.source.fd);
	saver_number(saver, END, 0);
}

/* Returns false if the state is cut short. */
static bool take_text(struct saved *saved, struct parts *parts)
{
	const struct {
		const char *key;
		char **text;
	} texts[] = {
		{ "conf", &parts->source.conf },    { "script", &parts->source.script },
		{ "next.conf", &parts->next.conf }, { "next.script", &parts->next.script },
		{ "unusable", &parts->unusable },   { "reason", &parts->reason },
		{ "behind", &parts->behind },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (saved_is(saved, texts[i].key)) {
			*texts[i].text = saved_text(saved);
			return *texts[i].text;
		}
	return true;
}

static void take_number(const struct saved *saved, struct parts *parts)
{
	for (size_t i = 0; i < NUMBERS; i++)
		if (saved_is(saved, numbers[i].key))
			set_number(&parts->numbers, &numbers[i], saved->number);
	if (saved_is(saved, "goal"))
		parts->item.goal = (enum plan_goal)saved->number;
	if (saved_is(saved, "tried"))
		parts->item.tried = saved->number != 0;
	if (saved_is(saved, "report"))
		parts->report = saved->number;
	if (saved_is(saved, READY_FD))
		parts->ready_fd = saved_fd(saved);
}

static bool take_lines(struct saved *saved, struct parts *parts)
{
	while (saved_next(saved)) {
		if (saved_is(saved, END))
			return true;
		if (!take_text(saved, parts))
			return false;
		take_number(saved, parts);
	}
	return false;
}

static struct service *new_service(const char *name, const struct parts *parts)
{
	enum service_origin origin = parts->numbers.origin;
	cleanup_free char *why = NULL;
	struct service_remark error;
	struct service_def def;
	struct service *service;
	int r;

	if (!parts->source.script)
		return service_new_unread(name, origin);
	r = service_parse(name, &parts->source, NULL, NULL, &def, &error);
	if (r == 0) {
		service = service_new(&def, origin);
		service_def_release(&def);
		return service;
	}
	/* its process goes on, if it has one; the next init may read it again */
	if (r != -ENOMEM)
		why = service_remark_text(name, &error);
	service = service_new_unusable(name, why ? why : "no memory to read its script", origin);
	if (service && service_def_keep_source(&service->def, &parts->source) < 0)
		return NULL;
	return service;
}

static int take_next(struct service *service, const char *name, const struct parts *parts)
{
	struct service_remark error;
	struct service_def def = { 0 };
	int r;

	if (!parts->next.script)
		return 0;
	r = service_parse(name, &parts->next, NULL, NULL, &def, &error);
	if (r == 0)
		r = service_redefine(service, &def);
	service_def_release(&def);
	return r;
}

static bool fill(struct service *service, const char *name, const struct parts *parts)
{
	for (size_t i = 0; i < NUMBERS; i++)
		set_number(service, &numbers[i], number_at(&parts->numbers, &numbers[i]));
	service->unread = false; /* nobody reads it now: who starts it sends it */
	if (parts->unusable && !service->unusable)
		service->unusable = strdup(parts->unusable);
	if (parts->behind)
		service->behind = strdup(parts->behind);
	(void)snprintf(service->reason, sizeof(service->reason), "%s",
		       parts->reason ? parts->reason : "");
	if (parts->report >= 0)
		service->report = start_report_at((size_t)parts->report);
	service_resume(service, parts->ready_fd);
	return take_next(service, name, parts) == 0;
}

struct service *saved_service_new(struct saved *saved, const char *name)
{
	struct parts parts = { 0 };

	if (!take_lines(saved, &parts) || !is_understood(&parts))
		return NULL;
	return new_service(name, &parts);
}

struct service *saved_service_read(struct saved *saved, const char *name,
				   struct plan_item *ret_item)
{
	struct parts parts = { .report = -1, .ready_fd = -1 };
	struct service *service;

	if (!take_lines(saved, &parts) || !is_understood(&parts))
		return NULL;
	service = new_service(name, &parts);
	if (!service)
		return NULL;
	if (!fill(service, name, &parts))
		log_error("service %s: its newer script is lost", name);
	*ret_item = parts.item;
	return service;
}
