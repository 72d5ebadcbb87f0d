// SPDX-License-Identifier: Apache-2.0
//
// The life of one service as pure decisions. See lifecycle.h. One function for each event.

#include "lifecycle.h"

#include <signal.h>

#define FORK_RETRY_MS 1000
#define RESPAWN_MIN_MS 100 /* a script may say 0 and never give up: not a busy loop */
#define STABLE_MS 10000 /* who lives that long after a death has recovered from it */
#define AFTER_KILL_MS 1000 /* a process that survives SIGKILL hangs in the kernel */

static const struct lifecycle_todo nothing = { 0 };

static void wait_for(struct lifecycle *life, enum lifecycle_wait wait, int64_t due_ms)
{
	life->wait = wait;
	life->due_ms = due_ms;
}

static void wait_no_more(struct lifecycle *life)
{
	wait_for(life, LIFECYCLE_WAIT_NONE, 0);
}

static struct lifecycle_todo news(enum lifecycle_news what)
{
	return (struct lifecycle_todo){ .news = what };
}

static struct lifecycle_todo enter(struct lifecycle *life, enum service_state state,
				   enum lifecycle_news what)
{
	life->state = state;
	wait_no_more(life);
	return news(what);
}

static struct lifecycle_todo call(struct lifecycle *life, enum lifecycle_call which)
{
	life->call = which;
	wait_no_more(life);
	return (struct lifecycle_todo){ .call = which };
}

/* True if there was one. */
static bool call_no_more(struct lifecycle *life)
{
	bool was = life->call != LIFECYCLE_NO_CALL;

	life->call = LIFECYCLE_NO_CALL;
	return was;
}

static struct lifecycle_todo start(struct lifecycle *life, const struct lifecycle_policy *policy,
				   int64_t now_ms)
{
	if (life->no_more || life->state == SERVICE_STARTING || life->state == SERVICE_STARTED ||
	    life->state == SERVICE_STOPPING)
		return nothing;
	life->state = SERVICE_STARTING;
	life->by_process = false;
	life->spoiled = false;
	life->ran = life->alive;
	life->ready_by_ms = now_ms + policy->start_limit_ms;
	life->overdue = false;
	life->undying = false;
	life->respawn = (struct respawn_state){ 0 };
	if (life->alive) { /* one that was late: it is given the time once more */
		wait_for(life, LIFECYCLE_WAIT_LIMIT, life->ready_by_ms);
		return nothing;
	}
	wait_no_more(life);
	return (struct lifecycle_todo){ .launch = true };
}

/* A process that is there waits for nothing: all that it is given is time. */
static struct lifecycle_todo wanted(struct lifecycle *life, const struct lifecycle_policy *policy,
				    int64_t now_ms)
{
	if (life->no_more || (life->state != SERVICE_STOPPED && life->state != SERVICE_FAILED &&
			      life->state != SERVICE_CRASHED))
		return nothing;
	return life->alive ? start(life, policy, now_ms)
			   : enter(life, SERVICE_WAITING, LIFECYCLE_NO_NEWS);
}

static struct lifecycle_todo refused(struct lifecycle *life)
{
	if (life->alive || life->state == SERVICE_STARTING || life->state == SERVICE_STARTED ||
	    life->state == SERVICE_STOPPING)
		return nothing;
	return enter(life, SERVICE_FAILED, LIFECYCLE_LACKS);
}

static bool is_daemon(const struct lifecycle_policy *policy)
{
	return policy->kind == LIFECYCLE_DAEMON || policy->kind == LIFECYCLE_BACKGROUND;
}

static struct lifecycle_todo forked(struct lifecycle *life, const struct lifecycle_policy *policy,
				    int64_t now_ms)
{
	life->alive = true;
	life->ran = life->ran || is_daemon(policy);
	if (life->state == SERVICE_STARTED)
		wait_for(life, LIFECYCLE_WAIT_STABLE, now_ms + STABLE_MS);
	else if (life->state != SERVICE_STARTING && life->state != SERVICE_STOPPING)
		wait_no_more(life); /* too late already, and readiness has no limit any more */
	else
		wait_for(life, LIFECYCLE_WAIT_LIMIT, life->ready_by_ms);
	return nothing;
}

/* On the way down there is nobody who could try again: it is as good as stopped. */
static struct lifecycle_todo stop_has_failed(struct lifecycle *life, enum lifecycle_news what)
{
	return enter(life, life->no_more ? SERVICE_STOPPED : SERVICE_FAILED, what);
}

/* It is tried for as long as it takes, but nobody waits for it longer than for any start. */
static struct lifecycle_todo fork_failed(struct lifecycle *life, int64_t now_ms)
{
	if (life->state == SERVICE_STARTING && now_ms >= life->ready_by_ms)
		life->state = SERVICE_FAILED;
	if (life->state == SERVICE_STOPPING && now_ms >= life->ready_by_ms)
		return stop_has_failed(life, LIFECYCLE_CANNOT_FORK);
	wait_for(life, LIFECYCLE_WAIT_FORK, now_ms + FORK_RETRY_MS);
	return news(LIFECYCLE_CANNOT_FORK);
}

/* All is done but what comes behind it. */
static struct lifecycle_todo is_up(struct lifecycle *life, const struct lifecycle_policy *policy)
{
	if (!policy->start_post)
		return enter(life, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
	life->state = SERVICE_STARTING;
	return call(life, LIFECYCLE_CALL_START_POST);
}

static struct lifecycle_todo ready(struct lifecycle *life, const struct lifecycle_policy *policy)
{
	bool awaited = life->state == SERVICE_STARTING || life->state == SERVICE_FAILED;

	if (!awaited || life->call || !life->alive || !is_daemon(policy))
		return nothing;
	return is_up(life, policy);
}

static struct lifecycle_todo never_ready(struct lifecycle *life,
					 const struct lifecycle_policy *policy)
{
	if (life->state != SERVICE_STARTING || life->call || !life->alive || !is_daemon(policy))
		return nothing;
	return enter(life, SERVICE_FAILED, LIFECYCLE_NOT_READY);
}

/* A death while it should run: it is started again, unless that happens too often. */
static struct lifecycle_todo died(struct lifecycle *life, const struct lifecycle_policy *policy,
				  int64_t now_ms)
{
	struct respawn_decision next = respawn_on_death(&policy->respawn, &life->respawn, now_ms);
	bool late = life->state == SERVICE_STARTING && now_ms >= life->ready_by_ms;

	if (next.give_up)
		return enter(life, SERVICE_CRASHED, LIFECYCLE_DIED_TOO_OFTEN);
	if (next.delay_ms < RESPAWN_MIN_MS)
		next.delay_ms = RESPAWN_MIN_MS;
	if (late) /* one that dies too early to become ready must not be "starting" for ever */
		life->state = SERVICE_FAILED;
	wait_for(life, LIFECYCLE_WAIT_RESTART, now_ms + next.delay_ms);
	return news(late ? LIFECYCLE_NOT_READY : LIFECYCLE_DIED);
}

/* Before it was ready, that is a start that ended badly. */
static struct lifecycle_todo died_for_good(struct lifecycle *life)
{
	if (life->state == SERVICE_STARTED)
		return enter(life, SERVICE_CRASHED, LIFECYCLE_DIED_FOR_GOOD);
	return enter(life, SERVICE_FAILED, LIFECYCLE_ENDED);
}

/* The process that was to stop it. */
static struct lifecycle_todo stop_ended(struct lifecycle *life, bool well)
{
	if (life->overdue && life->no_more) /* that has been told when it was killed */
		return stop_has_failed(life, LIFECYCLE_NO_NEWS);
	if (life->overdue)
		return stop_has_failed(life, LIFECYCLE_TOO_LONG);
	if (!well)
		return stop_has_failed(life, LIFECYCLE_STOP_ENDED);
	life->up = false;
	return enter(life, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

static struct lifecycle_todo stop_by_process(struct lifecycle *life,
					     const struct lifecycle_policy *policy, int64_t now_ms)
{
	life->state = SERVICE_STOPPING;
	life->by_process = true;
	life->whole_session = true;
	life->ready_by_ms = now_ms + policy->start_limit_ms;
	life->overdue = false;
	life->undying = false;
	wait_no_more(life);
	return (struct lifecycle_todo){ .launch = true };
}

/* What was to be stopped is, or as good as. Why it is spoiled has been told. */
static struct lifecycle_todo is_stopped(struct lifecycle *life)
{
	bool failed = life->spoiled && !life->no_more;

	life->ran = false;
	return enter(life, failed ? SERVICE_FAILED : SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

/* The process has ended that was to. */
static struct lifecycle_todo gone(struct lifecycle *life, const struct lifecycle_policy *policy)
{
	if (!policy->stop_post || life->hurried)
		return is_stopped(life);
	life->state = SERVICE_STOPPING;
	return call(life, LIFECYCLE_CALL_STOP_POST);
}

/* On the way down: what comes behind it is done in its turn, as what needs it may still run. */
static struct lifecycle_todo dead_before_its_turn(struct lifecycle *life,
						  const struct lifecycle_policy *policy)
{
	if (!policy->stop_call && !policy->stop_post)
		return enter(life, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	wait_no_more(life);
	return nothing;
}

static struct lifecycle_todo ended_in_stop(struct lifecycle *life,
					   const struct lifecycle_policy *policy, bool well,
					   int64_t now_ms)
{
	if (life->by_process)
		return stop_ended(life, well);
	if (life->call) { /* it knew how to do that */
		wait_no_more(life);
		return nothing;
	}
	/* that was its start; behind one that was up before, there is more to stop */
	if (life->up && !life->hurried)
		return stop_by_process(life, policy, now_ms);
	return gone(life, policy);
}

static bool is_stopped_by_process(const struct lifecycle_policy *policy)
{
	return policy->kind == LIFECYCLE_SCRIPT || policy->stop_process;
}

static struct lifecycle_todo ended_by_itself(struct lifecycle *life,
					     const struct lifecycle_policy *policy, bool well,
					     int64_t now_ms)
{
	if (policy->kind == LIFECYCLE_DAEMON)
		return died(life, policy, now_ms);
	if (policy->kind == LIFECYCLE_BACKGROUND)
		return died_for_good(life);
	if (!well || life->overdue)
		return enter(life, SERVICE_FAILED,
			     life->overdue ? LIFECYCLE_TOO_LONG : LIFECYCLE_ENDED);
	life->up = is_stopped_by_process(policy);
	return is_up(life, policy);
}

static struct lifecycle_todo ended(struct lifecycle *life, const struct lifecycle_policy *policy,
				   bool well, int64_t now_ms)
{
	struct lifecycle_todo todo;
	bool drop;

	if (!life->alive)
		return nothing;
	life->alive = false;
	if (life->state == SERVICE_STOPPING)
		return ended_in_stop(life, policy, well, now_ms);
	drop = call_no_more(life);
	/* what a script has started meanwhile has to be stopped by it */
	if (life->no_more && !(well && is_stopped_by_process(policy)))
		todo = dead_before_its_turn(life, policy);
	else
		todo = ended_by_itself(life, policy, well, now_ms);
	todo.drop_call = drop;
	return todo;
}

/* To try that again makes sense for one that has run before: its program may just be replaced. */
static struct lifecycle_todo not_executed(struct lifecycle *life,
					  const struct lifecycle_policy *policy, int64_t now_ms)
{
	if (!life->alive || life->no_more || life->overdue || life->call ||
	    life->state != SERVICE_STARTING)
		return ended(life, policy, false, now_ms);
	life->alive = life->ran = false;
	return enter(life, SERVICE_FAILED, LIFECYCLE_ENDED);
}

static struct lifecycle_todo kill_it(struct lifecycle *life, bool whole_session,
				     enum lifecycle_news what, int64_t now_ms)
{
	wait_for(life, LIFECYCLE_WAIT_KILL, now_ms + AFTER_KILL_MS);
	return (struct lifecycle_todo){ .signal = SIGKILL,
					.whole_session = whole_session,
					.news = what };
}

static struct lifecycle_todo too_long(struct lifecycle *life, const struct lifecycle_policy *policy,
				      int64_t now_ms)
{
	if (is_daemon(policy))
		return enter(life, SERVICE_FAILED, LIFECYCLE_NOT_READY);
	life->overdue = true;
	/* all of the session: what it waits for may be what hangs */
	return kill_it(life, true, LIFECYCLE_TOO_LONG, now_ms);
}

/* A schedule that ends without SIGKILL is not the end: what has been asked for is that it stops. */
static struct lifecycle_todo stop_further(struct lifecycle *life,
					  const struct lifecycle_policy *policy, int64_t now_ms)
{
	/* one that goes on for ever does so once when the machine goes down, or waits for it to be
	 * up
	 */
	bool over = (life->no_more || life->spoiled) && life->stopping.next == policy->stop.count;
	const struct stop_step *step =
		over ? NULL : stop_schedule_next(&policy->stop, &life->stopping);

	if (!step)
		return kill_it(life, life->whole_session, LIFECYCLE_KILLED, now_ms);
	wait_for(life, LIFECYCLE_WAIT_STOP, now_ms + step->wait_ms);
	return (struct lifecycle_todo){ .signal = step->signal,
					.whole_session = life->whole_session };
}

/* Its end is a death like any other: it counts, and is answered by a restart. */
static struct lifecycle_todo unhealthy(struct lifecycle *life,
				       const struct lifecycle_policy *policy, int64_t now_ms)
{
	struct lifecycle_todo todo;

	if (life->state != SERVICE_STARTED || !life->alive || policy->kind != LIFECYCLE_DAEMON ||
	    life->wait == LIFECYCLE_WAIT_STOP || life->wait == LIFECYCLE_WAIT_KILL)
		return nothing;
	life->whole_session = policy->stop_group;
	life->stopping = (struct stop_position){ 0 };
	todo = stop_further(life, policy, now_ms);
	if (todo.news == LIFECYCLE_NO_NEWS)
		todo.news = LIFECYCLE_SICK;
	return todo;
}

static struct lifecycle_todo undying(struct lifecycle *life)
{
	/* behind a stop() that hangs there may be all that it was to stop */
	bool stopped =
		life->state == SERVICE_STOPPING && (life->no_more || (!life->up && !life->spoiled));
	struct lifecycle_todo todo =
		enter(life, stopped ? SERVICE_STOPPED : SERVICE_FAILED, LIFECYCLE_UNDYING);

	life->alive = life->ran = false;
	life->undying = true;
	todo.leave = true;
	return todo;
}

static struct lifecycle_todo time_came(struct lifecycle *life,
				       const struct lifecycle_policy *policy, int64_t now_ms)
{
	switch (life->wait) {
	case LIFECYCLE_WAIT_FORK:
	case LIFECYCLE_WAIT_RESTART:
		wait_no_more(life);
		return (struct lifecycle_todo){ .launch = true };
	case LIFECYCLE_WAIT_LIMIT:
		return too_long(life, policy, now_ms);
	case LIFECYCLE_WAIT_STABLE:
		wait_no_more(life);
		return news(LIFECYCLE_RECOVERED);
	case LIFECYCLE_WAIT_STOP:
		return stop_further(life, policy, now_ms);
	case LIFECYCLE_WAIT_KILL:
		return undying(life);
	case LIFECYCLE_WAIT_NONE:
		break;
	}
	return nothing;
}

static struct lifecycle_todo stop_by_signals(struct lifecycle *life,
					     const struct lifecycle_policy *policy, int64_t now_ms)
{
	life->stopping = (struct stop_position){ 0 };
	return stop_further(life, policy, now_ms);
}

/* One that was never up has nothing to undo. */
static struct lifecycle_todo stop_alive(struct lifecycle *life,
					const struct lifecycle_policy *policy, int64_t now_ms)
{
	bool was_up = life->state == SERVICE_STARTED;

	life->by_process = false;
	life->whole_session =
		policy->stop_group || (policy->start_group && life->state == SERVICE_STARTING);
	life->state = SERVICE_STOPPING;
	if (policy->stop_call && was_up)
		return call(life, LIFECYCLE_CALL_STOP);
	return stop_by_signals(life, policy, now_ms);
}

static struct lifecycle_todo stop_dead(struct lifecycle *life,
				       const struct lifecycle_policy *policy)
{
	bool was_up = life->state == SERVICE_STARTED || life->state == SERVICE_CRASHED;

	if (!life->ran)
		return enter(life, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	life->by_process = false;
	if (!policy->stop_call || !was_up)
		return gone(life, policy);
	life->state = SERVICE_STOPPING;
	return call(life, LIFECYCLE_CALL_STOP);
}

static struct lifecycle_todo stop(struct lifecycle *life, const struct lifecycle_policy *policy,
				  int64_t now_ms)
{
	struct lifecycle_todo todo;
	bool drop;

	if (life->state == SERVICE_STOPPING)
		return nothing;
	drop = call_no_more(life);
	if (life->alive)
		todo = stop_alive(life, policy, now_ms);
	else if (life->up)
		todo = stop_by_process(life, policy, now_ms);
	else
		todo = stop_dead(life, policy);
	todo.drop_call = drop;
	return todo;
}

/* It runs, but is not what it should be. */
static struct lifecycle_todo spoil(struct lifecycle *life, const struct lifecycle_policy *policy,
				   int64_t now_ms)
{
	struct lifecycle_todo todo;

	life->spoiled = true;
	if (!life->alive)
		return enter(life, SERVICE_FAILED, LIFECYCLE_CALL_FAILED);
	life->by_process = false;
	life->whole_session = policy->stop_group;
	life->state = SERVICE_STOPPING;
	todo = stop_by_signals(life, policy, now_ms);
	todo.news = LIFECYCLE_CALL_FAILED; /* now: the next call has an end of its own */
	return todo;
}

/* Unlike what a script has started, it is known to run as before. It can be asked again. */
static struct lifecycle_todo stop_called(struct lifecycle *life,
					 const struct lifecycle_policy *policy, bool well,
					 int64_t now_ms)
{
	struct lifecycle_todo todo;

	if (!well && life->alive && !life->no_more) {
		life->state = SERVICE_STARTED;
		wait_for(life, LIFECYCLE_WAIT_STABLE, now_ms + STABLE_MS);
		return news(LIFECYCLE_CALL_FAILED);
	}
	todo = life->alive ? stop_by_signals(life, policy, now_ms) : gone(life, policy);
	if (!well && todo.news == LIFECYCLE_NO_NEWS)
		todo.news = LIFECYCLE_LEFT_UNDONE;
	return todo;
}

static struct lifecycle_todo call_ended(struct lifecycle *life,
					const struct lifecycle_policy *policy, bool well,
					int64_t now_ms)
{
	enum lifecycle_call which = life->call;
	struct lifecycle_todo todo;

	life->call = LIFECYCLE_NO_CALL;
	switch (which) {
	case LIFECYCLE_CALL_START_POST:
		return well ? enter(life, SERVICE_STARTED, LIFECYCLE_NO_NEWS)
			    : spoil(life, policy, now_ms);
	case LIFECYCLE_CALL_STOP:
		return stop_called(life, policy, well, now_ms);
	case LIFECYCLE_CALL_STOP_POST:
		todo = is_stopped(life);
		if (!well && todo.news == LIFECYCLE_NO_NEWS)
			todo.news = LIFECYCLE_LEFT_UNDONE;
		return todo;
	case LIFECYCLE_NO_CALL:
		break;
	}
	return nothing;
}

static struct lifecycle_todo hurry(struct lifecycle *life, int64_t now_ms)
{
	struct lifecycle_todo todo;
	bool drop;

	if (!life->no_more || life->state != SERVICE_STOPPING)
		return nothing;
	life->hurried = true; /* nor may what comes behind this */
	if (life->wait == LIFECYCLE_WAIT_KILL)
		return nothing;
	drop = call_no_more(life);
	if (drop && !life->alive)
		todo = is_stopped(life);
	else if (!life->alive) /* no process could be made for it so far */
		return stop_has_failed(life, LIFECYCLE_CANNOT_FORK);
	else
		todo = kill_it(life, life->whole_session, LIFECYCLE_KILLED, now_ms);
	life->overdue = life->by_process;
	todo.drop_call = drop;
	return todo;
}

static struct lifecycle_todo no_more(struct lifecycle *life, const struct lifecycle_policy *policy)
{
	bool stops = life->state == SERVICE_STOPPING;

	life->no_more = true;
	if (life->wait == LIFECYCLE_WAIT_RESTART || (life->wait == LIFECYCLE_WAIT_FORK && !stops))
		return dead_before_its_turn(life, policy);
	return nothing;
}

struct lifecycle_todo lifecycle_step(struct lifecycle *life, const struct lifecycle_policy *policy,
				     enum lifecycle_event event, int64_t now_ms)
{
	switch (event) {
	case LIFECYCLE_WANTED:
		return wanted(life, policy, now_ms);
	case LIFECYCLE_START:
		return start(life, policy, now_ms);
	case LIFECYCLE_REFUSED:
		return refused(life);
	case LIFECYCLE_FORKED:
		return forked(life, policy, now_ms);
	case LIFECYCLE_FORK_FAILED:
		return fork_failed(life, now_ms);
	case LIFECYCLE_READY:
		return ready(life, policy);
	case LIFECYCLE_NEVER_READY:
		return never_ready(life, policy);
	case LIFECYCLE_ENDED_WELL:
	case LIFECYCLE_ENDED_BADLY:
		return ended(life, policy, event == LIFECYCLE_ENDED_WELL, now_ms);
	case LIFECYCLE_NOT_EXECUTED:
		return not_executed(life, policy, now_ms);
	case LIFECYCLE_CALL_WELL:
	case LIFECYCLE_CALL_BADLY:
		return call_ended(life, policy, event == LIFECYCLE_CALL_WELL, now_ms);
	case LIFECYCLE_UNHEALTHY:
		return unhealthy(life, policy, now_ms);
	case LIFECYCLE_TIME:
		return time_came(life, policy, now_ms);
	case LIFECYCLE_STOP:
		return stop(life, policy, now_ms);
	case LIFECYCLE_HURRY:
		return hurry(life, now_ms);
	case LIFECYCLE_NO_MORE:
		return no_more(life, policy);
	case LIFECYCLE_EVENTS:
		break;
	}
	return nothing;
}
