// SPDX-License-Identifier: Apache-2.0
//
// One service. See service.h.

#include "service.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../pid1/child.h"
#include "../slot/rot.h"
#include "log_pipe.h"
#include "pid_file.h"
#include "service_exec.h"

#define START_LIMIT_MS 60000

static void (*on_change)(struct service *service);

static const char *const call_functions[] = {
	[LIFECYCLE_CALL_START_POST] = "start_post",
	[LIFECYCLE_CALL_STOP] = "stop_pre stop",
	[LIFECYCLE_CALL_STOP_POST] = "stop_post",
};

void service_on_change(void (*changed)(struct service *service))
{
	on_change = changed;
}

bool service_has_failed(const struct service *service)
{
	return service->life.state == SERVICE_FAILED || service->life.state == SERVICE_CRASHED;
}

static void set_reason(struct service *service, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void set_reason(struct service *service, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(service->reason, sizeof(service->reason), fmt, ap);
	va_end(ap);
}

/* "ended with signal 9 (Killed)", "cannot be executed: ...": behind the name of the program. */
static void describe_end(const struct service *service, char *buffer, size_t size)
{
	char how[64];

	if (!start_report_describe(service->report, &service->def, buffer, size))
		(void)snprintf(buffer, size, "ended with %s",
			       child_describe(service->wait_status, how, sizeof(how)));
}

/* Whose end it is that is told: of a script, one of its functions. */
static const char *actor(const struct service *service)
{
	if (service->life.by_process)
		return "stop()";
	return service->policy.kind == LIFECYCLE_SCRIPT ? "start()" : service->def.command;
}

static void tell_not_ready(struct service *service, const char *end)
{
	const struct readiness *how = &service->def.readiness;
	bool in_time = loop_now_ms() < service->life.ready_by_ms;

	if (!service->life.alive)
		set_reason(service, "not ready within %d s, %s %s", START_LIMIT_MS / 1000,
			   service->def.command, end);
	else if (in_time)
		set_reason(service, "%s closed descriptor %d before it was ready",
			   service->def.command, how->fd);
	else if (how->kind == READINESS_CONNECT)
		set_reason(service, "%s did not answer within %d s", how->path,
			   START_LIMIT_MS / 1000);
	else if (how->kind == READINESS_EXECUTED)
		set_reason(service, "%s was not executed within %d s", service->def.command,
			   START_LIMIT_MS / 1000);
	else
		set_reason(service, "%s did not say within %d s that it is ready",
			   service->def.command, START_LIMIT_MS / 1000);
}

static void tell_death(struct service *service, const char *end)
{
	log_warning("service %s: %s %s, restarting in %lld ms", service->def.name,
		    service->def.command, end, (long long)(service->life.due_ms - loop_now_ms()));
	if (!service_has_failed(service))
		set_reason(service, "%s %s and is started again", service->def.command, end);
}

static void tell_call(struct service *service)
{
	char end[128];

	service_call_describe(&service->call, end, sizeof(end));
	if (service->life.state != SERVICE_STARTED) {
		set_reason(service, "%s", end);
		return;
	}
	set_reason(service, "%s; it runs on", end);
	log_warning("service %s: %s", service->def.name, service->reason);
}

/* Words for what happened: in the log, and in the reason that people are shown. */
static void tell(struct service *service, enum lifecycle_news news)
{
	const char *name = service->def.name;
	char end[128];

	describe_end(service, end, sizeof(end));
	switch (news) {
	case LIFECYCLE_NO_NEWS:
	case LIFECYCLE_LACKS: /* service_refuse() knows what */
		break;
	case LIFECYCLE_CANNOT_FORK: /* not_launched() knows why */
		if (service_has_failed(service))
			set_reason(service, "no process could be made for it; it is tried again");
		break;
	case LIFECYCLE_ENDED:
		set_reason(service, "%s %s", actor(service), end);
		break;
	case LIFECYCLE_STOP_ENDED:
		set_reason(service, "%s %s", actor(service), end);
		if (!service_has_failed(service))
			log_warning("service %s: %s", name, service->reason);
		break;
	case LIFECYCLE_CALL_FAILED:
		tell_call(service);
		break;
	case LIFECYCLE_LEFT_UNDONE:
		service_call_describe(&service->call, end, sizeof(end));
		log_warning("service %s: %s (going on)", name, end);
		break;
	case LIFECYCLE_TOO_LONG:
		if (service_has_failed(service))
			set_reason(service, "%s did not end within %d s and was killed",
				   actor(service), START_LIMIT_MS / 1000);
		else
			log_error("service %s: did not end within %d s, killing it", name,
				  START_LIMIT_MS / 1000);
		break;
	case LIFECYCLE_NOT_READY:
		tell_not_ready(service, end);
		break;
	case LIFECYCLE_SICK:
		log_warning("service %s: not healthy, stopping it to start it again", name);
		break;
	case LIFECYCLE_DIED:
		tell_death(service, end);
		break;
	case LIFECYCLE_DIED_FOR_GOOD:
		set_reason(service, "%s %s", service->def.command, end);
		break;
	case LIFECYCLE_DIED_TOO_OFTEN:
		set_reason(service, "crashed %u times: %s %s", service->life.respawn.count,
			   service->def.command, end);
		break;
	case LIFECYCLE_RECOVERED:
		service->reason[0] = '\0';
		break;
	case LIFECYCLE_KILLED:
		log_warning("service %s: process %d has not ended in its time, killing it", name,
			    (int)service->main.pid);
		break;
	case LIFECYCLE_UNDYING:
		log_error("service %s: process %d does not die, going on without it", name,
			  (int)service->main.pid);
		set_reason(service, "process %d does not die", (int)service->main.pid);
		break;
	}
}

static void send_signal(const struct service *service, const struct lifecycle_todo *todo)
{
	pid_t to = todo->whole_session ? -service->main.pid : service->main.pid;

	if (service->main.pid <= 0 || todo->signal == 0)
		return;
	/* between the fork and its first steps the child has no session yet */
	if (kill(to, todo->signal) < 0 && errno == ESRCH)
		(void)kill(service->main.pid, todo->signal);
	/* a stopped process would not see it */
	if (todo->signal != SIGKILL)
		(void)kill(to, SIGCONT);
}

/* Memory, processes or descriptors may be short for a moment. */
static bool not_launched(struct service *service, int error)
{
	log_errno(error, "service %s: making a process for it (trying again)", service->def.name);
	readiness_close(&service->ready);
	return false;
}

/* What a script is called for, NULL = it is the program that is executed. */
static const char *functions_of(const struct service *service)
{
	if (service->life.state == SERVICE_STOPPING)
		return "stop_pre stop stop_post";
	return service->policy.kind == LIFECYCLE_SCRIPT ? "start_pre start start_post" : NULL;
}

static bool launch(struct service *service)
{
	int r = readiness_open(&service->ready, service->def.name);
	pid_t pid;

	if (r < 0)
		return not_launched(service, r);
	service_group_keep(&service->group);
	log_pipe_prepare(service->def.output_log);
	log_pipe_prepare(service->def.error_log);
	if (!service->report)
		service->report = start_report_new();
	start_report_clear(service->report);
	pid = child_fork(&service->main);
	if (pid == 0)
		service_exec(&service->def, functions_of(service), &service->ready,
			     service->report);
	if (pid < 0)
		return not_launched(service, pid);
	readiness_listen(&service->ready, pid);
	service->times.forked_ms = loop_now_ms();
	log_info("service %s: process %d started", service->def.name, (int)pid);
	return true;
}

/* Of the first start only: how the machine came up is what people ask about. */
static void note_time(struct service *service)
{
	struct service_times *times = &service->times;

	if (service->life.state == SERVICE_STARTING && times->began_ms == 0)
		times->began_ms = loop_now_ms();
	else if (times->began_ms != 0 && times->settled_ms == 0 &&
		 service->life.state != SERVICE_STOPPING)
		times->settled_ms = loop_now_ms();
}

static void publish(struct service *service, enum service_state before, enum lifecycle_news news)
{
	bool changed = service->life.state != before;

	if (changed || news != LIFECYCLE_NO_NEWS)
		service_state_publish(service->def.name, service->life.state, service->reason);
	/* who reads this may look at the state next */
	if (changed && service_has_failed(service))
		log_error("service %s: %s", service->def.name, service->reason);
	if (changed && on_change)
		on_change(service);
}

static void follow_timer(struct service *service)
{
	if (service->life.wait == LIFECYCLE_WAIT_NONE)
		loop_clear_timer(&service->timer);
	else
		loop_set_timer(&service->timer, service->life.due_ms - loop_now_ms());
}

static void remove_pidfile(const struct service *service)
{
	const char *pidfile = service_pid_file(&service->def);
	int r = pidfile ? pid_file_remove(pidfile) : 0;

	if (r < 0)
		log_errno(r, "service %s: removing %s", service->def.name, pidfile);
}

/* It has ended, and will not begin again by itself. What one that runs once has started may stay.
 */
static void leave_group(struct service *service)
{
	if (service->times.forked_ms == 0)
		return; /* nothing of it was ever there */
	service_group_leave(&service->group, service->def.cgroup_cleanup && !service->life.up &&
						     service->life.state != SERVICE_STARTED);
}

/* And is not being stopped, for whatever reason. */
static bool runs(const struct service *service)
{
	const struct lifecycle *life = &service->life;

	return life->state == SERVICE_STARTED && life->alive && life->wait != LIFECYCLE_WAIT_STOP &&
	       life->wait != LIFECYCLE_WAIT_KILL;
}

/* One event, and what follows from it; .launch and .call are left to be done. */
static struct lifecycle_todo step(struct service *service, enum lifecycle_event event)
{
	enum service_state before = service->life.state;
	bool was_idle = service_is_idle(service);
	struct lifecycle_todo todo =
		lifecycle_step(&service->life, &service->policy, event, loop_now_ms());
	bool changed = service->life.state != before;
	bool idle = service_is_idle(service);

	send_signal(service, &todo);
	if (changed && !service_has_failed(service))
		service->reason[0] = '\0';
	tell(service, todo.news);
	if (todo.leave) {
		loop_del_child(&service->main);
		readiness_close(&service->ready);
	}
	if (todo.drop_call)
		service_call_drop(&service->call);
	follow_timer(service);
	health_check_follow(&service->health, &service->def, runs(service));
	if (changed)
		note_time(service);
	if (idle && !was_idle)
		remove_pidfile(service);
	if (idle && (changed || !was_idle))
		leave_group(service);
	publish(service, before, todo.news);
	return todo;
}

static void make_call(struct service *service, enum lifecycle_call which)
{
	service_group_keep(&service->group);
	service_call_begin(&service->call, &service->def, call_functions[which]);
}

static void happened(struct service *service, enum lifecycle_event event)
{
	struct lifecycle_todo todo = step(service, event);

	while (todo.launch)
		todo = step(service, launch(service) ? LIFECYCLE_FORKED : LIFECYCLE_FORK_FAILED);
	if (todo.call)
		make_call(service, todo.call);
}

static void call_ended(struct service_call *call, enum service_call_end end)
{
	happened(call->ctx, end == SERVICE_CALL_WELL ? LIFECYCLE_CALL_WELL : LIFECYCLE_CALL_BADLY);
}

/* It was the last that kept its cgroup. */
static void dropped_call_gone(struct service_call *call)
{
	struct service *service = call->ctx;

	if (service_is_idle(service))
		leave_group(service);
}

static void told_readiness(struct readiness_wait *wait, bool ready)
{
	struct service *service = wait->ctx;

	if (ready && start_report_is_bad(service->report))
		return; /* what was taken for its start was its end */
	if (ready && service->def.readiness.kind != READINESS_EXECUTED)
		log_info("service %s: ready", service->def.name);
	happened(service, ready ? LIFECYCLE_READY : LIFECYCLE_NEVER_READY);
}

void service_want(struct service *service)
{
	happened(service, LIFECYCLE_WANTED);
}

void service_start(struct service *service)
{
	happened(service, LIFECYCLE_START);
}

void service_stop(struct service *service)
{
	happened(service, LIFECYCLE_STOP);
}

void service_kill(struct service *service)
{
	happened(service, LIFECYCLE_HURRY);
}

void service_no_more(struct service *service)
{
	happened(service, LIFECYCLE_NO_MORE);
}

void service_refuse(struct service *service, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(service->reason, sizeof(service->reason), fmt, ap);
	va_end(ap);
	happened(service, LIFECYCLE_REFUSED);
}

static void main_ended(struct loop_child *self, int wait_status)
{
	struct service *service = self->ctx;
	bool well = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;

	service->wait_status = wait_status;
	readiness_close(&service->ready);
	/* a name only, or a script: nobody knows here where that led to */
	if (service->def.command && service->def.command[0] == '/')
		rot_suspect(service->def.command, wait_status);
	if (start_report_is_final(service->report))
		happened(service, LIFECYCLE_NOT_EXECUTED);
	else
		happened(service, well ? LIFECYCLE_ENDED_WELL : LIFECYCLE_ENDED_BADLY);
}

/* It was the last that kept its cgroup. */
static void check_gone(struct health_check *check)
{
	struct service *service = check->ctx;

	if (service_is_idle(service))
		leave_group(service);
}

static void check_failed(struct health_check *check)
{
	happened(check->ctx, LIFECYCLE_UNHEALTHY);
}

static void time_came(struct loop_timer *timer)
{
	happened(timer->ctx, LIFECYCLE_TIME);
}

static struct stop_schedule stop_of(const struct service_def *def)
{
	struct stop_schedule schedule;

	if (def->retry && stop_schedule_parse(def->retry, def->stop_signal, &schedule) == 0)
		return schedule;
	return stop_schedule_simple(def->stop_signal, def->stop_limit_ms);
}

static enum lifecycle_kind kind_of(const struct service_def *def)
{
	if (service_is_script(def))
		return LIFECYCLE_SCRIPT;
	if (def->supervised)
		return LIFECYCLE_DAEMON;
	return def->background ? LIFECYCLE_BACKGROUND : LIFECYCLE_ONCE;
}

static bool has(const struct service_def *def, const char *function)
{
	return string_list_has(&def->functions, function);
}

static struct lifecycle_policy policy_of(const struct service_def *def)
{
	bool daemon = !service_is_script(def) && (def->supervised || def->background);
	bool once = !service_is_script(def) && !daemon;
	bool stops = has(def, "stop_pre") || has(def, "stop");

	return (struct lifecycle_policy){
		.kind = kind_of(def),
		.start_limit_ms = START_LIMIT_MS,
		.respawn = def->respawn,
		.stop = stop_of(def),
		.stop_group = def->stop_group,
		/* a shell may be at work, and not alone */
		.start_group = service_is_script(def) || has(def, "start_pre"),
		.start_post = !service_is_script(def) && has(def, "start_post"),
		.stop_call = daemon && stops,
		.stop_post = daemon && has(def, "stop_post"),
		.stop_process = once && (stops || has(def, "stop_post")),
	};
}

/* What follows from the script. */
static void follow_def(struct service *service)
{
	service->group.name = service->def.name;
	service->policy = policy_of(&service->def);
	readiness_init(&service->ready, &service->def.readiness);
}

struct service *service_new(struct service_def *def, enum service_origin origin)
{
	struct service *service = calloc(1, sizeof(*service));

	if (!service)
		return NULL;
	service->def = *def;
	*def = (struct service_def){ 0 };
	service->origin = origin;
	service->main = (struct loop_child){ .ended = main_ended, .ctx = service };
	service->timer = (struct loop_timer){ .expired = time_came, .ctx = service };
	service->health.failed = check_failed;
	service->health.gone = check_gone;
	service->health.ctx = service;
	service->call.ended = call_ended;
	service->call.gone = dropped_call_gone;
	service->call.ctx = service;
	service->ready.told = told_readiness;
	service->ready.ctx = service;
	follow_def(service);
	return service;
}

struct service *service_new_unread(const char *name, enum service_origin origin)
{
	struct service_def def = { .name = strdup(name) };
	struct service *service = def.name ? service_new(&def, origin) : NULL;

	if (service)
		service->unread = true;
	else
		free(def.name);
	return service;
}

int service_set_unusable(struct service *service, const char *why)
{
	char *reason = strdup(why);

	if (!reason)
		return -ENOMEM;
	free(service->unusable);
	service->unusable = reason;
	service->unread = false;
	service_refuse(service, "%s", why);
	return 0;
}

struct service *service_new_unusable(const char *name, const char *why, enum service_origin origin)
{
	struct service *service = service_new_unread(name, origin);

	/* the boot fails then: the service is not worth the code to free it */
	return service && service_set_unusable(service, why) == 0 ? service : NULL;
}

void service_resume(struct service *service, int ready_fd)
{
	/* one that has died after it was ready may be about to tell it once more */
	bool awaited =
		service->life.alive && (ready_fd >= 0 || service->life.state == SERVICE_STARTING ||
					service->life.state == SERVICE_FAILED);

	if (service->life.alive)
		loop_add_child(&service->main);
	else
		service->main.pid = 0;
	if (awaited)
		readiness_resume(&service->ready, service->def.name, service->main.pid, ready_fd);
	follow_timer(service);
	if (service->life.call)
		service_call_resume(&service->call, &service->def,
				    call_functions[service->life.call]);
	health_check_resume(&service->health, &service->def);
	health_check_follow(&service->health, &service->def, runs(service));
	if (service_is_idle(service))
		leave_group(service);
}

bool service_is_idle(const struct service *service)
{
	return !service->life.alive && service->life.wait == LIFECYCLE_WAIT_NONE &&
	       service->life.state != SERVICE_STARTING && service->life.state != SERVICE_STOPPING;
}

int service_redefine(struct service *service, struct service_def *def)
{
	if (!service->next_def)
		service->next_def = calloc(1, sizeof(*service->next_def));
	if (!service->next_def)
		return -ENOMEM;
	service_def_release(service->next_def);
	*service->next_def = *def;
	*def = (struct service_def){ 0 };
	return 0;
}

bool service_renew(struct service *service)
{
	bool is_up = service->life.up && (service->life.state == SERVICE_STARTED ||
					  service->life.state == SERVICE_STOPPING);

	if (!service->next_def || service->life.alive || service->life.call || is_up)
		return false;
	readiness_close(&service->ready);
	service_def_release(&service->def);
	service->def = *service->next_def;
	free(take_ptr(service->next_def));
	free(take_ptr(service->unusable));
	service->unread = false;
	follow_def(service);
	service->life.up = service->life.up && (service->policy.kind == LIFECYCLE_SCRIPT ||
						service->policy.stop_process);
	return true;
}
