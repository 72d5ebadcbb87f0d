// SPDX-License-Identifier: Apache-2.0
//
// Health checks. See health_check.h.

#include "health_check.h"

#include <errno.h>
#include <signal.h>

#include "../../common/log.h"
#include "../pid1/child.h"
#include "service_exec.h"

#define CALL_LIMIT_MS 60000
#define CHECK "healthcheck"
#define ANSWER "unhealthy"

static void time_came(struct loop_timer *timer);
static void call_ended(struct loop_child *child, int wait_status);

static void wait_for(struct health_check *check, int64_t delay_ms)
{
	check->timer.ctx = check;
	check->timer.expired = time_came;
	loop_set_timer(&check->timer, delay_ms);
}

static bool call(struct health_check *check, const char *function)
{
	pid_t pid;

	if (!check->report)
		check->report = start_report_new();
	start_report_clear(check->report);
	check->child.ctx = check;
	check->child.ended = call_ended;
	pid = child_fork(&check->child);
	if (pid == 0)
		service_exec_function(check->def, function, check->report);
	if (pid < 0)
		log_errno(pid, "service %s: making a process for %s()", check->def->name, function);
	else
		wait_for(check, CALL_LIMIT_MS);
	return pid > 0;
}

static void dropped_ended(struct loop_child *child, int wait_status)
{
	struct health_check *check = child->ctx;

	(void)wait_status;
	check->gone(check);
}

/* All of its session: what the shell waits for may be what hangs. */
static void drop_call(struct health_check *check)
{
	if (check->child.pid <= 0)
		return;
	if (kill(-check->child.pid, SIGKILL) < 0 && errno == ESRCH)
		(void)kill(check->child.pid, SIGKILL);
	loop_del_child(&check->dropped); /* of two of them only the last one is waited for */
	check->dropped = (struct loop_child){ .pid = check->child.pid,
					      .ended = dropped_ended,
					      .ctx = check };
	loop_del_child(&check->child);
	loop_add_child(&check->dropped);
}

static void end(struct health_check *check)
{
	drop_call(check);
	loop_clear_timer(&check->timer);
	check->def = NULL;
	check->unhealthy = false;
}

static void has_failed(struct health_check *check)
{
	end(check);
	check->failed(check);
}

/* First the script may do something about it. */
static void answer(struct health_check *check)
{
	check->unhealthy = true;
	if (!string_list_has(&check->def->functions, ANSWER) || !call(check, ANSWER))
		has_failed(check);
}

static void call_ended(struct loop_child *child, int wait_status)
{
	struct health_check *check = child->ctx;
	char how[64];

	if (check->unhealthy) {
		has_failed(check);
		return;
	}
	/* that a shell could not be executed tells nothing of the daemon */
	if (wait_status == 0 || start_report_is_bad(check->report)) {
		wait_for(check, check->def->healthcheck_timer_ms);
		return;
	}
	log_warning("service %s: " CHECK "() ended with %s", check->def->name,
		    child_describe(wait_status, how, sizeof(how)));
	answer(check);
}

static void takes_too_long(struct health_check *check)
{
	log_warning("service %s: %s() did not end within %d s and was killed", check->def->name,
		    check->unhealthy ? ANSWER : CHECK, CALL_LIMIT_MS / 1000);
	drop_call(check);
	if (check->unhealthy)
		has_failed(check);
	else
		answer(check);
}

static void time_came(struct loop_timer *timer)
{
	struct health_check *check = timer->ctx;

	if (check->child.pid > 0)
		takes_too_long(check);
	else if (!call(check, CHECK)) /* that tells nothing of the daemon */
		wait_for(check, check->def->healthcheck_timer_ms);
}

static bool is_asked_for(const struct service_def *def)
{
	return def->supervised && def->healthcheck_timer_ms > 0 &&
	       string_list_has(&def->functions, CHECK);
}

void health_check_follow(struct health_check *check, const struct service_def *def, bool runs)
{
	if (!runs && check->def) {
		end(check);
	} else if (runs && !check->def && is_asked_for(def)) {
		check->def = def;
		wait_for(check, def->healthcheck_delay_ms > 0 ? def->healthcheck_delay_ms
							      : def->healthcheck_timer_ms);
	}
}

void health_check_resume(struct health_check *check, const struct service_def *def)
{
	bool waits = check->timer.armed;

	check->timer.armed = false; /* as far as this loop knows */
	if (!waits)
		return;
	check->def = def;
	check->child.ctx = check;
	check->child.ended = call_ended;
	if (check->child.pid > 0)
		loop_add_child(&check->child);
	wait_for(check, check->timer.when_ms - loop_now_ms());
}
