// SPDX-License-Identifier: Apache-2.0
//
// Health checks. See health_check.h.

#include "health_check.h"

#include "../../common/log.h"

#define CHECK "healthcheck"
#define ANSWER "unhealthy"

static void time_came(struct loop_timer *timer);
static void call_ended(struct service_call *call, enum service_call_end how);

static void wait_for(struct health_check *check, int64_t delay_ms)
{
	check->timer.ctx = check;
	check->timer.expired = time_came;
	loop_set_timer(&check->timer, delay_ms);
}

static void dropped_is_gone(struct service_call *call)
{
	struct health_check *check = call->ctx;

	check->gone(check);
}

static void set_up(struct health_check *check, const struct service_def *def)
{
	check->def = def;
	check->call.ctx = check;
	check->call.ended = call_ended;
	check->call.gone = dropped_is_gone;
}

static void end(struct health_check *check)
{
	service_call_drop(&check->call);
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
	char how[128];

	service_call_describe(&check->call, how, sizeof(how));
	log_warning("service %s: %s", check->def->name, how);
	check->unhealthy = true;
	if (string_list_has(&check->def->functions, ANSWER))
		service_call_begin(&check->call, check->def, ANSWER);
	else
		has_failed(check);
}

static void call_ended(struct service_call *call, enum service_call_end how)
{
	struct health_check *check = call->ctx;

	if (check->unhealthy)
		has_failed(check);
	else if (how == SERVICE_CALL_BADLY)
		answer(check);
	else /* that it could not be called tells nothing of the daemon */
		wait_for(check, check->def->healthcheck_timer_ms);
}

static void time_came(struct loop_timer *timer)
{
	struct health_check *check = timer->ctx;

	service_call_begin(&check->call, check->def, CHECK);
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
		set_up(check, def);
		wait_for(check, def->healthcheck_delay_ms > 0 ? def->healthcheck_delay_ms
							      : def->healthcheck_timer_ms);
	}
}

void health_check_resume(struct health_check *check, const struct service_def *def)
{
	bool waits = check->timer.armed;

	check->timer.armed = false; /* as far as this loop knows */
	if (!waits && !service_call_is_under_way(&check->call))
		return;
	set_up(check, def);
	if (service_call_is_under_way(&check->call))
		service_call_resume(&check->call, def, check->unhealthy ? ANSWER : CHECK);
	else
		wait_for(check, check->timer.when_ms - loop_now_ms());
}
