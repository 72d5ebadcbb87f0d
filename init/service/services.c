// SPDX-License-Identifier: Apache-2.0
//
// All services. See services.h. State changes only note that there is something to do; the work is
// done from a timer of 0 ms, so that no callback runs inside another one.

#include "services.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../pid1/child.h"
#include "order.h"
#include "service_load.h"
#include "service_state.h"

#define RUNLEVEL "/etc/runlevels/default"
#define CONTAINER_SERVICE "containerd"
#define READ_AHEAD_BYTES (128L * 1024) /* the kernel's default window */

static struct service **all;
static size_t count;
static struct order order;
static char *load_failure; /* of a script that could not be used at all */
static struct loop_timer work;
static void (*on_settled)(void);
static void (*on_stopped)(void);
static bool hurried;

static bool has_settled(const struct service *service)
{
	return service->life.state != SERVICE_WAITING && service->life.state != SERVICE_STARTING;
}

/* Start a waiting service, fail it, or leave it waiting. */
static void consider(size_t index)
{
	const struct order_node *node = &order.nodes[index];

	if (node->broken) {
		service_refuse(all[index], "%s", node->broken);
		return;
	}
	for (size_t i = 0; i < node->edge_count; i++) {
		const struct service *other = all[node->edges[i].to];

		if (!has_settled(other))
			return;
		if (node->edges[i].kind == EDGE_NEED && other->life.state != SERVICE_STARTED) {
			service_refuse(all[index], "needs %s, which failed", other->def.name);
			return;
		}
	}
	service_start(all[index]);
}

static void start_work(void)
{
	bool settled = true;

	for (size_t i = 0; i < order.count; i++)
		if (all[order.sequence[i]]->life.state == SERVICE_WAITING)
			consider(order.sequence[i]);
	for (size_t i = 0; i < count; i++)
		settled = settled && has_settled(all[i]);
	if (settled && on_settled) {
		void (*tell)(void) = on_settled;

		on_settled = NULL;
		tell();
	}
}

/* The next one to stop: the container daemon before all others, then from the last started on. */
static struct service *next_to_stop(void)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i]->def.name, CONTAINER_SERVICE) == 0 &&
		    all[i]->life.state != SERVICE_STOPPED)
			return all[i];
	for (size_t i = order.count; i-- > 0;)
		if (all[order.sequence[i]]->life.state != SERVICE_STOPPED)
			return all[order.sequence[i]];
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
	else
		start_work();
}

static void changed(struct service *service)
{
	if (service->life.state == SERVICE_STARTED &&
	    strcmp(service->def.name, CONTAINER_SERVICE) == 0)
		console_milestone(CONTAINER_SERVICE " ready");
	loop_set_timer(&work, 0);
}

static void cycle_note(void *ctx, const char *text)
{
	(void)ctx;
	log_error("services: %s", text);
	console_say("berth: services: %s", text);
}

static int build_order(void)
{
	cleanup_free const struct service_def **defs =
		calloc(count + 1, sizeof(const struct service_def *));

	if (!defs)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		defs[i] = &all[i]->def;
	return order_services(defs, count, cycle_note, NULL, &order);
}

int services_prepare(void)
{
	int r;

	/* first: a script that cannot be used is shown as a failed service */
	(void)service_state_setup(SERVICE_STATE_DIR);
	r = services_load(RUNLEVEL, &all, &count, &load_failure);
	if (r == 0)
		r = build_order();
	if (r < 0) {
		log_errno(r, "loading the services of %s", RUNLEVEL);
		free(load_failure);
		load_failure = format_text("services of %s: %s", RUNLEVEL, strerror(-r));
		count = 0;
	}
	return r;
}

/* In pieces: of one request the kernel reads no more than the device's read-ahead window. */
static void read_ahead(const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return;
	for (off_t at = 0; at < st.st_size; at += READ_AHEAD_BYTES)
		(void)posix_fadvise(fd, at, READ_AHEAD_BYTES, POSIX_FADV_WILLNEED);
}

static void reader_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
}

void services_prefetch(void)
{
	static struct loop_child reader = { .ended = reader_ended };

	if (child_fork(&reader) != 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (all[i]->def.supervised)
			read_ahead(all[i]->def.command);
	_exit(0);
}

void services_start(void (*settled)(void))
{
	on_settled = settled;
	work.expired = do_work;
	service_on_change(changed);
	loop_set_timer(&work, 0);
}

const char *services_failure(void)
{
	static char text[256];
	const struct service *first = NULL;
	size_t others = load_failure ? 1 : 0;

	for (size_t i = 0; i < order.count; i++) {
		const struct service *service = all[order.sequence[i]];

		if (!service_has_failed(service))
			continue;
		if (!first)
			first = service;
		else
			others++;
	}
	if (!first)
		return load_failure;
	(void)snprintf(text, sizeof(text), "service %s: %s", first->def.name, first->reason);
	if (others > 0)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
			       " (and %zu more; the kernel log names them)", others);
	return text;
}

const char *services_waiting(void)
{
	for (size_t i = 0; i < order.count; i++)
		if (!has_settled(all[order.sequence[i]]))
			return all[order.sequence[i]]->def.name;
	return NULL;
}

void services_stop(void (*stopped)(void))
{
	on_settled = NULL;
	on_stopped = stopped;
	work.expired = do_work;
	service_on_change(changed);
	for (size_t i = 0; i < count; i++)
		service_no_more(all[i]);
	loop_set_timer(&work, 0);
}

void services_hurry(void)
{
	hurried = true;
	loop_set_timer(&work, 0);
}

const struct service *services_at(size_t index)
{
	return index < count ? all[index] : NULL;
}
