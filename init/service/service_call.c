// SPDX-License-Identifier: Apache-2.0
//
// Calls of a script's functions. See service_call.h.

#include "service_call.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../../common/log.h"
#include "../pid1/child.h"
#include "service_exec.h"

#define LIMIT_MS 60000
#define RETRY_MS 1000

static void dropped_ended(struct loop_child *child, int wait_status)
{
	struct service_call *call = child->ctx;

	(void)wait_status;
	call->gone(call);
}

/* All of its session: what the shell waits for may be what hangs. */
void service_call_drop(struct service_call *call)
{
	loop_clear_timer(&call->timer);
	if (call->child.pid <= 0)
		return;
	if (kill(-call->child.pid, SIGKILL) < 0 && errno == ESRCH)
		(void)kill(call->child.pid, SIGKILL);
	loop_del_child(&call->dropped); /* of two of them only the last one is waited for */
	call->dropped =
		(struct loop_child){ .pid = call->child.pid, .ended = dropped_ended, .ctx = call };
	loop_del_child(&call->child);
	loop_add_child(&call->dropped);
}

static void attempt(struct service_call *call);

/* Memory, processes or descriptors may be short for a moment. */
static void not_made(struct service_call *call)
{
	if (loop_now_ms() >= call->until_ms)
		call->ended(call, SERVICE_CALL_NOT_MADE);
	else
		loop_set_timer(&call->timer, RETRY_MS);
}

static void time_came(struct loop_timer *timer)
{
	struct service_call *call = timer->ctx;

	if (call->child.pid > 0) {
		service_call_drop(call);
		call->overdue = true;
		call->ended(call, SERVICE_CALL_BADLY);
	} else if (loop_now_ms() >= call->until_ms) {
		call->ended(call, SERVICE_CALL_NOT_MADE);
	} else {
		attempt(call);
	}
}

static void child_ended(struct loop_child *child, int wait_status)
{
	struct service_call *call = child->ctx;

	loop_clear_timer(&call->timer);
	call->wait_status = wait_status;
	if (start_report_is_final(call->report))
		call->ended(call, SERVICE_CALL_NOT_MADE);
	else if (start_report_is_bad(call->report))
		not_made(call);
	else
		call->ended(call, wait_status == 0 ? SERVICE_CALL_WELL : SERVICE_CALL_BADLY);
}

/* Whatever comes of it is told from the loop. */
static void attempt(struct service_call *call)
{
	pid_t pid;

	if (!call->report)
		call->report = start_report_new();
	start_report_clear(call->report);
	pid = child_fork(&call->child);
	if (pid == 0)
		service_exec_functions(call->def, call->functions, call->report);
	call->error = pid < 0 ? pid : 0;
	if (pid < 0)
		log_errno(pid, "service %s: making a process for %s (trying again)",
			  call->def->name, call->functions);
	loop_set_timer(&call->timer, pid < 0 ? RETRY_MS : call->until_ms - loop_now_ms());
}

static void set_up(struct service_call *call, const struct service_def *def, const char *functions)
{
	call->def = def;
	call->functions = functions;
	call->overdue = false;
	call->error = 0;
	call->child.ctx = call;
	call->child.ended = child_ended;
	call->timer.ctx = call;
	call->timer.expired = time_came;
}

void service_call_begin(struct service_call *call, const struct service_def *def,
			const char *functions)
{
	set_up(call, def, functions);
	call->until_ms = loop_now_ms() + LIMIT_MS;
	attempt(call);
}

bool service_call_is_under_way(const struct service_call *call)
{
	return call->child.pid > 0 || call->timer.armed;
}

/* The one that its steps belong to: `stop_pre stop` is stop(). */
static const char *name_of(const char *functions)
{
	const char *last = strrchr(functions, ' ');

	return last ? last + 1 : functions;
}

void service_call_describe(const struct service_call *call, char *buffer, size_t size)
{
	const char *name = name_of(call->functions);
	char how[64];

	if (call->error < 0)
		(void)snprintf(buffer, size, "no process could be made for %s(): %s", name,
			       strerror(-call->error));
	else if (call->overdue)
		(void)snprintf(buffer, size, "%s() did not end within %d s and was killed", name,
			       LIMIT_MS / 1000);
	else if (start_report_is_bad(call->report))
		(void)snprintf(buffer, size, "%s() could not be called: no shell can be executed",
			       name);
	else
		(void)snprintf(buffer, size, "%s() ended with %s", name,
			       child_describe(call->wait_status, how, sizeof(how)));
}

void service_call_resume(struct service_call *call, const struct service_def *def,
			 const char *functions)
{
	int64_t left_ms = call->timer.armed ? call->timer.when_ms - loop_now_ms() : LIMIT_MS;

	call->timer.armed = false; /* as far as this loop knows */
	set_up(call, def, functions);
	if (call->child.pid > 0) {
		loop_add_child(&call->child);
	} else {
		call->child.pid = 0;
		call->error = -EAGAIN; /* as of one that was to be tried again */
	}
	call->until_ms = loop_now_ms() + (call->child.pid > 0 ? left_ms : 0);
	loop_set_timer(&call->timer, call->until_ms - loop_now_ms());
}
