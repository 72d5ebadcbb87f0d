// SPDX-License-Identifier: Apache-2.0
//
// All services. See services.h. State changes only note that there is something to do; the work is
// done from a timer of 0 ms, so that no callback runs inside another one.

#include "services.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../boot/phase.h"
#include "../reexec/saved_service.h"
#include "deptree.h"
#include "script_reader.h"
#include "service_state.h"
#include "service_table.h"

#define CONTAINER_SERVICE "containerd"

static void do_work(struct loop_timer *timer);

static struct service_table table;
static struct loop_timer work = { .expired = do_work };
static bool started; /* before that, nobody is started whoever asks for it */
static void (*on_settled)(void);
static void (*on_stopped)(void);
static void (*watcher)(const struct service *service);
static bool engine_told; /* the milestone */
static bool engine_only; /* of all that is to be stopped */
static bool hurried;

/* Refuse a service, and say which of its needs is the reason. */
static void refuse(size_t index, size_t blocker)
{
	const struct service *other = table.services[blocker];

	service_refuse(table.services[index], "needs %s, which %s", other->def.name,
		       service_has_failed(other) ? "failed" : "is stopped");
}

/* Of all that it had to wait for, what has settled last: what made its start so late. */
static void note_last_before(size_t index)
{
	const struct order_node *node = &table.order.nodes[index];
	const struct service *last = NULL;

	for (size_t i = 0; i < node->edge_count; i++) {
		const struct service *other = table.services[node->edges[i].to];

		if (!last || other->times.settled_ms > last->times.settled_ms)
			last = other;
	}
	if (last)
		table.services[index]->behind = strdup(last->def.name);
}

/* Want a service, and what it needs or wants and is not up. Newer scripts may need something else.
 */
static int bring_up(size_t index)
{
	cleanup_free bool *wanted = calloc(table.count + 1, sizeof(*wanted));

	if (!wanted)
		return -ENOMEM;
	for (size_t i = 0; i < table.count; i++)
		service_table_renew(&table, i);
	service_table_look(&table);
	plan_up(&table.order, table.items, index, wanted);
	table.services[index]->requested = true; /* also if it is starting already */
	for (size_t i = 0; i < table.count; i++) {
		if (!wanted[i])
			continue;
		table.services[i]->requested = true;
		service_want(table.services[i]);
	}
	return 0;
}

/* Again, after a stop that was asked for; beside a process that does not die there is no room. */
static void bring_up_again(size_t index)
{
	const struct service *service = table.services[index];

	if (!service->life.undying && bring_up(index) < 0)
		log_error("service %s: no memory to start it again", service->def.name);
}

/* Bring one service as far as it goes now. */
static void advance(size_t index)
{
	const char *broken = table.services[index]->unusable;
	struct plan_item *item = &table.items[index];
	size_t blocker = 0;

	if (!broken)
		broken = table.order.nodes[index].broken;
	service_table_look(&table);
	if (broken && item->goal == PLAN_NO_GOAL) {
		if (item->state == SERVICE_WAITING)
			service_refuse(table.services[index], "%s", broken);
		return;
	}
	switch (plan_step(&table.order, table.items, index, &blocker)) {
	case PLAN_REST:
		break;
	case PLAN_START:
		if (table.services[index]->times.began_ms == 0)
			note_last_before(index);
		service_start(table.services[index]);
		break;
	case PLAN_REFUSE:
		refuse(index, blocker);
		break;
	case PLAN_STOP:
		item->tried = true;
		service_stop(table.services[index]);
		break;
	case PLAN_WANT:
		item->goal = PLAN_NO_GOAL;
		bring_up_again(index);
		break;
	case PLAN_DONE:
		item->goal = PLAN_NO_GOAL;
		break;
	case PLAN_GIVE_UP:
		plan_give_up(&table.order, table.items, index);
		break;
	}
}

static bool is_under_way(const struct service *service)
{
	const struct lifecycle *life = &service->life;

	return life->state == SERVICE_WAITING || life->state == SERVICE_STARTING ||
	       (life->state == SERVICE_STOPPING && life->spoiled); /* a start that is failing */
}

/* Of what the machine starts by itself: what is done by hand meanwhile is no part of the boot. */
static bool is_of_the_boot(const struct service *service)
{
	return service->origin != SERVICE_BY_HAND;
}

static const struct service *first_that_waits(void)
{
	for (size_t i = 0; i < table.count; i++) {
		size_t index = table.order.sequence[i];
		const struct service *service = table.services[index];

		if (is_of_the_boot(service) &&
		    (is_under_way(service) || table.items[index].goal == PLAN_AGAIN))
			return service;
	}
	return NULL;
}

/* Who is told about it is no longer. */
static void forget_requests(void)
{
	service_table_look(&table);
	for (size_t i = 0; i < table.count; i++)
		if (plan_has_settled(&table.items[i]))
			table.services[i]->requested = false;
}

static void start_work(void)
{
	/* what stops goes first, and from the last one on; an order may become a new one meanwhile
	 */
	for (size_t i = table.count; i-- > 0;)
		if (table.items[table.order.sequence[i]].goal != PLAN_NO_GOAL)
			advance(table.order.sequence[i]);
	for (size_t i = 0; i < table.count; i++)
		advance(table.order.sequence[i]);
	if (on_settled && !first_that_waits()) {
		void (*tell)(void) = on_settled;

		on_settled = NULL;
		tell();
	}
}

/* The next one to stop, from the last started on. */
static struct service *next_to_stop(void)
{
	for (size_t i = table.count; i-- > 0;) {
		size_t index = table.order.sequence[i];
		struct service *service = table.services[index];

		if (service->life.state != SERVICE_STOPPED &&
		    (!engine_only || table.items[index].goal != PLAN_NO_GOAL))
			return service;
	}
	return NULL;
}

static void stop_work(void)
{
	for (;;) {
		struct service *service = next_to_stop();

		if (!service) {
			void (*tell)(void) = on_stopped;

			on_stopped = NULL;
			if (tell)
				tell();
			return;
		}
		if (service->life.state != SERVICE_STOPPING)
			service_stop(service);
		if (service->life.state == SERVICE_STOPPING) {
			if (hurried)
				service_kill(service);
			return;
		}
	}
}

static void do_work(struct loop_timer *timer)
{
	(void)timer;
	if (on_stopped)
		stop_work();
	else if (started && !phase_is_down() && !service_table_unread(&table))
		start_work();
	if (watcher)
		watcher(NULL);
	forget_requests();
}

/* Once: a restart by hand is no milestone of the boot. */
static void say_engine_ready(const struct service *service)
{
	if (engine_told || service->life.state != SERVICE_STARTED ||
	    strcmp(service->def.name, CONTAINER_SERVICE) != 0)
		return;
	engine_told = true;
	console_milestone(CONTAINER_SERVICE " ready");
}

static void changed(struct service *service)
{
	say_engine_ready(service);
	if (watcher)
		watcher(service);
	loop_set_timer(&work, 0);
}

int services_prepare(void)
{
	/* first: a script that cannot be used is shown as a failed service */
	(void)service_state_setup(SERVICE_STATE_DIR);
	service_on_change(changed);
	return deptree_load(&table) == 0 ? 0 : service_table_load(&table);
}

static void all_read(void)
{
	service_table_all_read(&table);
	loop_set_timer(&work, 0);
}

/* Now that the disk is there, which a script may look at. */
static void read_scripts(void)
{
	static struct string_list names;
	int r = 0;

	for (size_t i = 0; r == 0 && i < table.count; i++) {
		const char *name = table.services[i]->def.name;

		if (table.services[i]->unread)
			r = string_list_add(&names, name, strlen(name));
	}
	if (r < 0)
		all_read();
	else if (names.count > 0)
		script_reader_start(&names, all_read);
}

int services_refuse_unread(const char *name, const char *why)
{
	size_t index = service_table_find(&table, name);

	if (index == table.count || !table.services[index]->unread)
		return -ENOENT;
	return service_set_unusable(table.services[index], why);
}

void services_start(void (*settled)(void))
{
	on_settled = settled;
	started = true;
	read_scripts();
	loop_set_timer(&work, 0);
}

void services_save(struct saver *saver)
{
	for (size_t i = 0; i < table.count; i++)
		saved_service_write(saver, table.services[i], &table.items[i]);
}

int services_resume(struct saved *saved, const char *name)
{
	struct plan_item item = { 0 };
	struct service *service = saved_service_read(saved, name, &item);

	return service ? service_table_append(&table, service, &item) : -EINVAL;
}

void services_resumed(void)
{
	(void)service_state_setup(SERVICE_STATE_DIR);
	service_on_change(changed);
	while (service_table_order(&table) < 0) {
		log_error("services: no memory to order them (trying again)");
		(void)sleep(1);
	}
	started = true;
	engine_told = true;
	loop_set_timer(&work, 0);
}

void services_hold(void)
{
	for (size_t i = 0; i < table.count; i++) {
		table.services[i]->unread = false; /* who starts it sends its script */
		service_stop(table.services[i]);
	}
	started = true;
}

const char *services_failure(void)
{
	static char text[256];
	const struct service *first = NULL;
	size_t others = 0;

	for (size_t i = 0; i < table.count; i++) {
		const struct service *service = services_in_order(i);

		if (!service_has_failed(service) || !is_of_the_boot(service))
			continue;
		if (!first)
			first = service;
		else
			others++;
	}
	if (!first)
		return table.load_failure;
	(void)snprintf(text, sizeof(text), "service %s: %s", first->def.name, first->reason);
	if (others > 0)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
			       " (and %zu more; the kernel log names them)", others);
	return text;
}

const char *services_waiting(void)
{
	const struct service *service = first_that_waits();

	return service ? service->def.name : NULL;
}

static void take_all_down(void (*stopped)(void))
{
	on_settled = NULL;
	on_stopped = stopped;
	for (size_t i = 0; i < table.count; i++) {
		table.items[i].goal = PLAN_NO_GOAL; /* whatever it was: all of them go down */
		service_no_more(table.services[i]);
	}
	loop_set_timer(&work, 0);
}

void services_stop_engine(void (*stopped)(void))
{
	size_t engine = service_table_find(&table, CONTAINER_SERVICE);

	engine_only = true;
	take_all_down(stopped);
	service_table_look(&table);
	if (engine < table.count)
		plan_down(&table.order, table.items, engine, PLAN_DOWN);
}

void services_stop(void (*stopped)(void))
{
	engine_only = false;
	take_all_down(stopped);
}

void services_hurry(void)
{
	hurried = true;
	loop_set_timer(&work, 0);
}

const struct service *services_at(size_t index)
{
	return index < table.count ? table.services[index] : NULL;
}

const struct service *services_in_order(size_t position)
{
	return position < table.count ? table.services[table.order.sequence[position]] : NULL;
}

const struct service *services_find(const char *name)
{
	return services_at(service_table_find(&table, name));
}

bool services_have_settled(const struct service *service, enum services_wish wish)
{
	size_t index = service_table_find(&table, service->def.name);

	service_table_look(&table);
	if (wish == SERVICES_WISH_RESTART)
		return plan_has_settled_with_all(&table.order, table.items, index);
	return plan_has_settled(&table.items[index]);
}

bool services_gave_up(const struct service *service)
{
	return table.items[service_table_find(&table, service->def.name)].given_up;
}

void services_watch(void (*new_watcher)(const struct service *service))
{
	watcher = new_watcher;
}

int services_define(const char *name, const struct service_source *source, char **ret_why)
{
	return service_table_define(&table, name, source, ret_why);
}

static int wish_up(size_t index)
{
	if (table.items[index].state == SERVICE_STARTED && table.items[index].goal == PLAN_NO_GOAL)
		return -EALREADY;
	return bring_up(index);
}

static void take_down(size_t index, enum plan_goal goal)
{
	plan_down(&table.order, table.items, index, goal);
	for (size_t i = 0; i < table.count; i++)
		if (table.items[i].goal != PLAN_NO_GOAL)
			table.services[i]->requested = true;
}

static int wish_down(size_t index)
{
	if (table.items[index].state == SERVICE_STOPPED && table.items[index].goal == PLAN_NO_GOAL)
		return -EALREADY;
	take_down(index, PLAN_DOWN);
	return 0;
}

int services_wish(const char *name, enum services_wish wish)
{
	size_t index = service_table_find(&table, name);
	int r = 0;

	if (index == table.count)
		return -ENOENT;
	if (phase_is_down())
		return -ESHUTDOWN;
	service_table_look(&table);
	if (wish == SERVICES_WISH_RESTART && table.items[index].state == SERVICE_STOPPED)
		wish = SERVICES_WISH_START;
	if (wish == SERVICES_WISH_START)
		r = wish_up(index);
	else if (wish == SERVICES_WISH_STOP)
		r = wish_down(index);
	else
		take_down(index, PLAN_AGAIN);
	if (r == 0)
		loop_set_timer(&work, 0);
	return r;
}
