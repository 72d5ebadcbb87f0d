// SPDX-License-Identifier: Apache-2.0
//
// One service and its life. See service.h.

#include "service.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/log.h"
#include "../boot/phase.h"
#include "../pid1/child.h"
#include "../slot/rot.h"
#include "ready.h"
#include "service_exec.h"

#define START_LIMIT_MS 60000
#define READY_POLL_MS 10 /* for as long as a start takes that people wait for */
#define SLOW_AFTER_MS 5000
#define SLOW_POLL_MS 100
#define LATE_POLL_MS 1000 /* after the limit: it may still come */
#define FORK_RETRY_MS 1000
#define RESPAWN_MIN_MS 100 /* a script may say 0 and never give up: not a busy loop */
#define STABLE_MS 10000 /* who lives that long after a death has recovered from it */
#define AFTER_KILL_MS 1000 /* a process that survives SIGKILL hangs in the kernel */

static void (*on_change)(struct service *service);

void service_on_change(void (*changed)(struct service *service))
{
	on_change = changed;
}

static void publish(const struct service *service)
{
	service_state_publish(service->def.name, service->state, service->reason);
}

static void enter(struct service *service, enum service_state state)
{
	service->state = state;
	if (state != SERVICE_FAILED)
		service->reason[0] = '\0';
	publish(service);
	on_change(service);
}

void service_fail(struct service *service, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(service->reason, sizeof(service->reason), fmt, ap);
	va_end(ap);
	log_error("service %s: %s", service->def.name, service->reason);
	enter(service, SERVICE_FAILED);
}

static void set_timer(struct service *service, void (*expired)(struct loop_timer *), int64_t ms)
{
	service->timer.expired = expired;
	loop_set_timer(&service->timer, ms);
}

static void poll_ready(struct loop_timer *timer)
{
	struct service *service = timer->ctx;
	int64_t left = service->deadline_ms - loop_now_ms();

	if (ready_socket(service->def.ready_socket)) {
		log_info("service %s: ready", service->def.name);
		enter(service, SERVICE_STARTED);
		return;
	}
	if (left <= 0 && service->state == SERVICE_STARTING)
		service_fail(service, "%s did not answer within %d s", service->def.ready_socket,
			     START_LIMIT_MS / 1000);
	set_timer(service, poll_ready,
		  left <= 0				  ? LATE_POLL_MS
		  : left < START_LIMIT_MS - SLOW_AFTER_MS ? SLOW_POLL_MS
							  : READY_POLL_MS);
}

static void once_too_long(struct loop_timer *timer)
{
	struct service *service = timer->ctx;

	/* the rest is told when it has ended, by once_ended() */
	log_error("service %s: did not end within %d s, killing it", service->def.name,
		  START_LIMIT_MS / 1000);
	(void)kill(service->main.pid, SIGKILL);
}

static void has_recovered(struct loop_timer *timer)
{
	struct service *service = timer->ctx;

	service->reason[0] = '\0';
	publish(service);
}

static void launch(struct service *service);

static void relaunch(struct loop_timer *timer)
{
	launch(timer->ctx);
}

/* Start the main process and what waits for it. A failed fork is tried again, for ever. */
static void launch(struct service *service)
{
	pid_t pid = child_fork(&service->main);

	if (pid == 0)
		service_exec(&service->def);
	if (pid < 0) {
		log_errno(pid, "service %s: fork (trying again)", service->def.name);
		set_timer(service, relaunch, FORK_RETRY_MS);
		return;
	}
	log_info("service %s: process %d started", service->def.name, (int)pid);
	if (!service->def.supervised)
		set_timer(service, once_too_long, START_LIMIT_MS);
	else if (service->state == SERVICE_STARTED)
		set_timer(service, has_recovered, STABLE_MS);
	else if (service->def.ready_socket)
		set_timer(service, poll_ready, READY_POLL_MS);
	else
		enter(service, SERVICE_STARTED);
}

void service_start(struct service *service)
{
	service->deadline_ms = loop_now_ms() + START_LIMIT_MS;
	enter(service, SERVICE_STARTING);
	launch(service);
}

static void once_ended(struct service *service, int wait_status)
{
	char text[64];

	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) {
		enter(service, SERVICE_STARTED);
		return;
	}
	service_fail(service, "%s ended with %s", service->def.command,
		     child_describe(wait_status, text, sizeof(text)));
}

static void note_death(struct service *service, const char *how)
{
	(void)snprintf(service->reason, sizeof(service->reason),
		       "%s ended with %s and is started again", service->def.command, how);
	publish(service);
}

static void supervised_ended(struct service *service, int wait_status)
{
	struct respawn_policy policy = { .delay_ms = service->def.respawn_delay * 1000,
					 .period_ms = service->def.respawn_period * 1000,
					 .max = (unsigned)service->def.respawn_max };
	struct respawn_decision next = respawn_on_death(&policy, &service->respawn, loop_now_ms());
	char text[64];

	(void)child_describe(wait_status, text, sizeof(text));
	if (next.give_up) {
		service_fail(service, "crashed: %s died %u times, the last time with %s",
			     service->def.command, service->respawn.count, text);
		return;
	}
	if (next.delay_ms < RESPAWN_MIN_MS)
		next.delay_ms = RESPAWN_MIN_MS;
	log_warning("service %s: %s ended with %s, restarting in %lld ms", service->def.name,
		    service->def.command, text, (long long)next.delay_ms);
	/* one that dies too early to be polled must not stay "starting" for ever */
	if (service->state == SERVICE_STARTING && loop_now_ms() >= service->deadline_ms)
		service_fail(service, "not ready within %d s, ended with %s", START_LIMIT_MS / 1000,
			     text);
	else if (service->state != SERVICE_FAILED)
		note_death(service, text);
	set_timer(service, relaunch, next.delay_ms);
}

static void main_ended(struct loop_child *self, int wait_status)
{
	struct service *service = self->ctx;

	loop_clear_timer(&service->timer);
	rot_suspect(service->def.command, wait_status);
	if (service->state == SERVICE_STOPPING || phase_is_down())
		enter(service, SERVICE_STOPPED);
	else if (service->def.supervised)
		supervised_ended(service, wait_status);
	else
		once_ended(service, wait_status);
}

static void give_up_stopping(struct loop_timer *timer)
{
	struct service *service = timer->ctx;

	log_error("service %s: process %d does not die, going on without it", service->def.name,
		  (int)service->main.pid);
	loop_del_child(&service->main);
	enter(service, SERVICE_STOPPED);
}

static void stop_too_long(struct loop_timer *timer)
{
	struct service *service = timer->ctx;

	log_warning("service %s: still there after %ld s, killing it", service->def.name,
		    service->def.stop_timeout);
	service_kill(service);
}

void service_kill(struct service *service)
{
	if (service->main.pid <= 0)
		return;
	(void)kill(service->main.pid, SIGKILL);
	set_timer(service, give_up_stopping, AFTER_KILL_MS);
}

void service_stop(struct service *service)
{
	loop_clear_timer(&service->timer);
	if (service->main.pid <= 0) {
		enter(service, SERVICE_STOPPED);
		return;
	}
	enter(service, SERVICE_STOPPING);
	/* a stopped process would not see the SIGTERM */
	(void)kill(service->main.pid, SIGTERM);
	(void)kill(service->main.pid, SIGCONT);
	set_timer(service, stop_too_long, service->def.stop_timeout * 1000);
}

struct service *service_new(struct service_def *def)
{
	struct service *service = calloc(1, sizeof(*service));

	if (!service)
		return NULL;
	service->def = *def;
	*def = (struct service_def){ 0 };
	service->main.ended = main_ended;
	service->main.ctx = service;
	service->timer.ctx = service;
	return service;
}
