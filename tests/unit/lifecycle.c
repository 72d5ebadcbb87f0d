// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/lifecycle.c: the ways that people know, and what must hold in each state,
// seen over all sequences of events up to a length, and over long random ones.

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../init/service/lifecycle.h"

#define LIMIT_MS 60000
#define STOP_MS 5000
#define AFTER_KILL_MS 1000

static const struct respawn_policy respawn = { .delay_ms = 200, .period_ms = 12000, .max = 2 };

static struct lifecycle_policy once(void)
{
	return (struct lifecycle_policy){ .kind = LIFECYCLE_ONCE,
					  .start_limit_ms = LIMIT_MS,
					  .stop = stop_schedule_simple(SIGTERM, STOP_MS) };
}

static struct lifecycle_policy daemon_policy(void)
{
	return (struct lifecycle_policy){ .kind = LIFECYCLE_DAEMON,
					  .start_limit_ms = LIMIT_MS,
					  .respawn = respawn,
					  .stop = stop_schedule_simple(SIGTERM, STOP_MS) };
}

static struct lifecycle_policy background(void)
{
	struct lifecycle_policy policy = daemon_policy();

	policy.kind = LIFECYCLE_BACKGROUND;
	return policy;
}

static struct lifecycle_policy script(void)
{
	struct lifecycle_policy policy = once();

	policy.kind = LIFECYCLE_SCRIPT;
	return policy;
}

/* A daemon, and one that runs once, with functions of their script around them. */
static struct lifecycle_policy daemon_with_calls(void)
{
	struct lifecycle_policy policy = daemon_policy();

	policy.start_post = policy.stop_call = policy.stop_post = true;
	return policy;
}

static struct lifecycle_policy background_with_calls(void)
{
	struct lifecycle_policy policy = daemon_with_calls();

	policy.kind = LIFECYCLE_BACKGROUND;
	return policy;
}

static struct lifecycle_policy once_with_calls(void)
{
	struct lifecycle_policy policy = once();

	policy.start_post = policy.stop_process = true;
	return policy;
}

/* One service with its clock. */
struct run {
	struct lifecycle_policy policy;
	struct lifecycle life;
	struct lifecycle_todo last;
	int64_t now_ms;
};

static bool is_end(enum lifecycle_event event)
{
	return event == LIFECYCLE_ENDED_WELL || event == LIFECYCLE_ENDED_BADLY ||
	       event == LIFECYCLE_NOT_EXECUTED;
}

static void check(const struct run *run, const struct lifecycle *before, enum lifecycle_event event)
{
	const struct lifecycle *life = &run->life;
	const struct lifecycle_todo *todo = &run->last;
	bool waits = life->wait != LIFECYCLE_WAIT_NONE || life->call;
	bool answers = event == LIFECYCLE_CALL_WELL || event == LIFECYCLE_CALL_BADLY;
	bool by_process = run->policy.kind == LIFECYCLE_SCRIPT || run->policy.stop_process;
	bool daemon =
		run->policy.kind == LIFECYCLE_DAEMON || run->policy.kind == LIFECYCLE_BACKGROUND;
	bool restarted = run->policy.kind == LIFECYCLE_DAEMON;

	/* never two processes, never a signal to nobody */
	if (todo->launch)
		assert_false((before->alive && !is_end(event)) || life->alive);
	if (todo->signal || todo->leave)
		assert_true(before->alive);
	if (todo->leave)
		assert_false(life->alive);
	/* nothing hangs: each state that is not an end has something that ends it */
	if (life->state == SERVICE_STARTING && !todo->launch && !(life->no_more && !life->alive))
		assert_true(waits);
	if (life->state == SERVICE_STOPPING && by_process)
		assert_true(waits || todo->launch);
	else if (life->state == SERVICE_STOPPING)
		assert_true((life->alive && waits) || life->call);
	/* one call at a time, and none without somebody who waits for it */
	if (todo->call)
		assert_true(life->call == todo->call &&
			    (!before->call || todo->drop_call || answers));
	if (todo->drop_call)
		assert_true(before->call);
	if (life->call)
		assert_true(life->state == (life->call == LIFECYCLE_CALL_START_POST
						    ? SERVICE_STARTING
						    : SERVICE_STOPPING));
	if (life->call != before->call && before->call)
		assert_true(todo->drop_call || answers);
	/* it does not count as started before start_post() has */
	if (run->policy.start_post && life->state == SERVICE_STARTED &&
	    before->state == SERVICE_STARTING)
		assert_int_equal(event, LIFECYCLE_CALL_WELL);
	if (life->state == SERVICE_STARTED && daemon && !todo->launch)
		assert_true(life->alive || waits || life->no_more);
	/* an end is an end */
	if (life->state == SERVICE_STOPPED || life->state == SERVICE_CRASHED ||
	    life->state == SERVICE_WAITING)
		assert_false(life->alive || waits || todo->launch);
	if (before->no_more && todo->launch)
		assert_int_equal(life->state, SERVICE_STOPPING);
	/* what a script has started is not forgotten */
	if (before->up && !life->up)
		assert_true(before->state == SERVICE_STOPPING || life->alive);
	/* no failure without its reason */
	if (life->state == SERVICE_FAILED && before->state != SERVICE_FAILED && !before->spoiled)
		assert_int_not_equal(todo->news, LIFECYCLE_NO_NEWS);
	if (life->spoiled && !before->spoiled)
		assert_int_equal(todo->news, LIFECYCLE_CALL_FAILED);
	/* a stop is refused by one that goes on as before */
	if (before->state == SERVICE_STOPPING && life->state == SERVICE_STARTED)
		assert_true(life->alive && before->call == LIFECYCLE_CALL_STOP &&
			    event == LIFECYCLE_CALL_BADLY && !life->no_more);
	/* on the way down nothing is left to be asked once more, and a hurry is one */
	if (life->no_more && before->state == SERVICE_STOPPING)
		assert_true(life->state == SERVICE_STOPPING || life->state == SERVICE_STOPPED);
	if (life->hurried && before->state == SERVICE_STOPPING)
		assert_true(!todo->call && !todo->launch);
	if (life->state == SERVICE_CRASHED && before->state != SERVICE_CRASHED)
		assert_int_equal(todo->news,
				 restarted ? LIFECYCLE_DIED_TOO_OFTEN : LIFECYCLE_DIED_FOR_GOOD);
	/* what was asked to stop does not start by itself */
	if (event == LIFECYCLE_WANTED && before->state == SERVICE_STOPPED)
		assert_true(life->state == SERVICE_WAITING || before->no_more);
	else if (before->state == SERVICE_STOPPING || before->state == SERVICE_STOPPED)
		assert_true(life->state == SERVICE_STOPPING || life->state == SERVICE_STOPPED ||
			    life->state == SERVICE_STARTING || todo->news == LIFECYCLE_LACKS ||
			    before->call == LIFECYCLE_CALL_STOP ||
			    (before->spoiled && life->state == SERVICE_FAILED) ||
			    (before->up && life->state == SERVICE_FAILED));
	if (life->state == SERVICE_STARTING)
		assert_int_not_equal(before->state, SERVICE_STOPPING);
}

/* Only a daemon that is up has health checks. */
static bool is_checked(const struct run *run)
{
	return run->policy.kind == LIFECYCLE_DAEMON && run->life.state == SERVICE_STARTED &&
	       run->life.alive;
}

/* An event as the caller would tell it; false where it cannot happen. */
static bool tell(struct run *run, enum lifecycle_event event)
{
	struct lifecycle before = run->life;
	bool answer = event == LIFECYCLE_FORKED || event == LIFECYCLE_FORK_FAILED;

	if (answer != run->last.launch)
		return false;
	if (event == LIFECYCLE_TIME) {
		if (run->life.wait == LIFECYCLE_WAIT_NONE)
			return false;
		if (run->life.due_ms > run->now_ms)
			run->now_ms = run->life.due_ms;
	}
	if (!run->life.alive && is_end(event))
		return false;
	if (event == LIFECYCLE_UNHEALTHY && !is_checked(run))
		return false;
	if ((event == LIFECYCLE_CALL_WELL || event == LIFECYCLE_CALL_BADLY) && !run->life.call)
		return false;
	run->last = lifecycle_step(&run->life, &run->policy, event, run->now_ms);
	check(run, &before, event);
	return true;
}

static struct run begin(struct lifecycle_policy policy)
{
	return (struct run){ .policy = policy, .now_ms = 1000 };
}

static void start(struct run *run)
{
	assert_true(tell(run, LIFECYCLE_START));
	assert_true(run->last.launch);
	assert_true(tell(run, LIFECYCLE_FORKED));
}

static void bring_up(struct run *run)
{
	start(run);
	assert_true(tell(run, LIFECYCLE_READY));
	assert_int_equal(run->life.state, SERVICE_STARTED);
}

static void expect(const struct run *run, enum service_state state, enum lifecycle_news news)
{
	assert_int_equal(run->life.state, state);
	assert_int_equal(run->last.news, news);
}

static void test_once(void **state)
{
	struct run run = begin(once());

	(void)state;
	start(&run);
	expect(&run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);

	run = begin(once());
	start(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_ENDED);
}

static void test_refused(void **state)
{
	struct run run = begin(once());

	(void)state;
	tell(&run, LIFECYCLE_REFUSED);
	expect(&run, SERVICE_FAILED, LIFECYCLE_LACKS);
	start(&run); /* by hand, later */
	tell(&run, LIFECYCLE_REFUSED);
	expect(&run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
}

static void test_a_hanging_start_is_killed_with_all_it_started(void **state)
{
	struct run run = begin(once());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_TIME);
	assert_int_equal(run.now_ms, 1000 + LIMIT_MS);
	expect(&run, SERVICE_STARTING, LIFECYCLE_TOO_LONG);
	assert_int_equal(run.last.signal, SIGKILL);
	assert_true(run.last.whole_session);
	/* however it ends: it was too slow */
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_FAILED, LIFECYCLE_TOO_LONG);
}

static void test_what_cannot_be_killed_is_left(void **state)
{
	struct run run = begin(once());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_TIME);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_FAILED, LIFECYCLE_UNDYING);
	assert_true(run.last.leave);
	assert_int_equal(run.now_ms, 1000 + LIMIT_MS + AFTER_KILL_MS);
}

static void test_readiness(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	start(&run);
	expect(&run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_READY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
}

static void test_late_readiness_still_counts(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_FAILED, LIFECYCLE_NOT_READY);
	assert_true(run.life.alive);
	assert_int_equal(run.last.signal, 0);
	tell(&run, LIFECYCLE_READY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
}

static void test_a_late_one_is_not_started_twice(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_TIME);
	tell(&run, LIFECYCLE_START);
	expect(&run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
	assert_false(run.last.launch);
	assert_int_equal(run.life.due_ms, run.now_ms + LIMIT_MS);
}

static void test_a_death_is_told_until_it_has_recovered(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_ENDED_WELL); /* a daemon does not end, not even well */
	expect(&run, SERVICE_STARTED, LIFECYCLE_DIED);
	assert_int_equal(run.life.due_ms, run.now_ms + respawn.delay_ms);
	tell(&run, LIFECYCLE_TIME);
	assert_true(run.last.launch);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_STARTED, LIFECYCLE_RECOVERED);
}

static void die(struct run *run)
{
	tell(run, LIFECYCLE_ENDED_BADLY);
	if (run->life.state == SERVICE_STARTED) {
		tell(run, LIFECYCLE_TIME);
		tell(run, LIFECYCLE_FORKED);
	}
}

static void test_one_that_dies_too_often_has_crashed(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	die(&run);
	die(&run);
	assert_int_equal(run.life.state, SERVICE_STARTED);
	die(&run);
	expect(&run, SERVICE_CRASHED, LIFECYCLE_DIED_TOO_OFTEN);
	/* started by hand, it has all its lives again */
	bring_up(&run);
	die(&run);
	die(&run);
	assert_int_equal(run.life.state, SERVICE_STARTED);
}

static void test_one_that_is_not_healthy_is_stopped_and_started_again(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_UNHEALTHY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_SICK);
	assert_int_equal(run.last.signal, SIGTERM);
	tell(&run, LIFECYCLE_UNHEALTHY); /* that is under way */
	assert_int_equal(run.last.signal, 0);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_STARTED, LIFECYCLE_KILLED);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_DIED);
	tell(&run, LIFECYCLE_TIME);
	assert_true(run.last.launch);
	tell(&run, LIFECYCLE_FORKED);
	/* a stop that is asked for meanwhile is one */
	tell(&run, LIFECYCLE_UNHEALTHY);
	tell(&run, LIFECYCLE_STOP);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

static void test_one_in_the_background_is_not_started_again(void **state)
{
	struct run run = begin(background());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_CRASHED, LIFECYCLE_DIED_FOR_GOOD);
	assert_int_equal(run.life.wait, LIFECYCLE_WAIT_NONE);
	bring_up(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.signal, SIGTERM);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	/* an end before it was ready is a failed start */
	start(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_ENDED);
}

static void test_a_script_is_stopped_by_a_process(void **state)
{
	struct run run = begin(script());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.life.state, SERVICE_STOPPING);
	assert_true(run.last.launch);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	/* stopped once more there is nothing to do */
	tell(&run, LIFECYCLE_STOP);
	assert_false(run.last.launch);
	/* a start that is under way, or has failed, is not stopped by a process */
	start(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.signal, SIGTERM);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	start(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_ENDED);
	tell(&run, LIFECYCLE_STOP);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

static struct run stopping_script(void)
{
	struct run run = begin(script());

	start(&run);
	tell(&run, LIFECYCLE_ENDED_WELL);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_FORKED);
	return run;
}

static void test_a_script_that_does_not_stop_can_be_asked_again(void **state)
{
	struct run run = stopping_script();

	(void)state;
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_STOP_ENDED);
	tell(&run, LIFECYCLE_STOP);
	assert_true(run.last.launch);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_TIME);
	assert_int_equal(run.last.signal, SIGKILL);
	assert_true(run.last.whole_session);
	assert_int_equal(run.last.news, LIFECYCLE_TOO_LONG);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_TOO_LONG);
	/* nor is it forgotten behind a second start that is stopped */
	run = stopping_script();
	tell(&run, LIFECYCLE_ENDED_BADLY);
	start(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.signal, SIGTERM);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	assert_int_equal(run.life.state, SERVICE_STOPPING);
	assert_true(run.last.launch);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	/* nor behind a stop that cannot even be killed */
	run = stopping_script();
	tell(&run, LIFECYCLE_TIME);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_FAILED, LIFECYCLE_UNDYING);
	assert_true(run.life.up);
	/* on the way down there is no other time */
	run = stopping_script();
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_STOP_ENDED);
	run = stopping_script();
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_HURRY);
	assert_int_equal(run.last.signal, SIGKILL);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	assert_int_equal(run.life.state, SERVICE_STOPPED);
}

static void bring_up_with_calls(struct run *run)
{
	start(run);
	tell(run, LIFECYCLE_READY);
	expect(run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
	assert_int_equal(run->last.call, LIFECYCLE_CALL_START_POST);
	tell(run, LIFECYCLE_READY); /* told twice */
	assert_int_equal(run->last.call, LIFECYCLE_NO_CALL);
	tell(run, LIFECYCLE_CALL_WELL);
	expect(run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
}

static void test_functions_around_a_daemon(void **state)
{
	struct run run = begin(daemon_with_calls());

	(void)state;
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP);
	assert_int_equal(run.last.signal, 0);
	tell(&run, LIFECYCLE_CALL_WELL); /* which has not stopped it: that is left to us */
	assert_int_equal(run.last.signal, SIGTERM);
	tell(&run, LIFECYCLE_ENDED_WELL);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_CALL_WELL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);

	/* one that ends during its stop() needs no signal, and is not restarted */
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_NO_NEWS);
	assert_false(run.last.launch);
	tell(&run, LIFECYCLE_CALL_WELL);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
	tell(&run, LIFECYCLE_CALL_BADLY); /* it is stopped all the same */
	expect(&run, SERVICE_STOPPED, LIFECYCLE_LEFT_UNDONE);

	/* of a program that was never executed there is nothing to clean up */
	start(&run);
	tell(&run, LIFECYCLE_NOT_EXECUTED);
	expect(&run, SERVICE_FAILED, LIFECYCLE_ENDED);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_NO_CALL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);

	/* a restart after a death is no start */
	bring_up_with_calls(&run);
	die(&run);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_READY);
	assert_int_equal(run.last.call, LIFECYCLE_NO_CALL);
}

static void test_a_start_post_that_fails_ends_the_daemon(void **state)
{
	struct run run = begin(daemon_with_calls());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_READY);
	tell(&run, LIFECYCLE_CALL_BADLY);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_CALL_FAILED);
	assert_int_equal(run.last.signal, SIGTERM);
	tell(&run, LIFECYCLE_ENDED_WELL);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
	tell(&run, LIFECYCLE_CALL_WELL);
	expect(&run, SERVICE_FAILED, LIFECYCLE_NO_NEWS);
	assert_false(run.life.alive);
	/* it can be started again */
	bring_up_with_calls(&run);
	/* one that dies meanwhile has its call dropped, and made again */
	run = begin(daemon_with_calls());
	start(&run);
	tell(&run, LIFECYCLE_READY);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	assert_true(run.last.drop_call);
	expect(&run, SERVICE_STARTING, LIFECYCLE_DIED);
	tell(&run, LIFECYCLE_TIME);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_READY);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_START_POST);
	/* and one that is to stop, too */
	tell(&run, LIFECYCLE_STOP);
	assert_true(run.last.drop_call);
	assert_int_equal(run.last.signal, SIGTERM);
}

static void test_a_stop_that_is_refused(void **state)
{
	struct run run = begin(daemon_with_calls());

	(void)state;
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_CALL_BADLY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_CALL_FAILED);
	assert_int_equal(run.last.signal, 0);
	assert_true(run.life.alive);
	/* it can be asked again; on the way down it is asked no more */
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_CALL_BADLY);
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP);
	tell(&run, LIFECYCLE_CALL_BADLY);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_LEFT_UNDONE);
	assert_int_equal(run.last.signal, SIGTERM);
	/* in a hurry nobody waits for a function, nor begins one more */
	run = begin(daemon_with_calls());
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_HURRY);
	assert_true(run.last.drop_call);
	assert_int_equal(run.last.signal, SIGKILL);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	/* one that has ended all the same is stopped */
	run = begin(daemon_with_calls());
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	tell(&run, LIFECYCLE_CALL_BADLY);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_LEFT_UNDONE);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
}

static void test_what_comes_behind_a_daemon_is_done_wherever_it_has_ended(void **state)
{
	struct run run = begin(daemon_with_calls());

	(void)state;
	/* between two lives */
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_DIED);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP);
	tell(&run, LIFECYCLE_CALL_WELL);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
	/* there, on the way down */
	run = begin(daemon_with_calls());
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	tell(&run, LIFECYCLE_NO_MORE);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS); /* until its turn comes */
	assert_int_equal(run.life.wait, LIFECYCLE_WAIT_NONE);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP);
	/* dead before its turn */
	run = begin(daemon_with_calls());
	bring_up_with_calls(&run);
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	assert_int_equal(run.last.call, LIFECYCLE_NO_CALL);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_CALL_BADLY);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_LEFT_UNDONE);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
	tell(&run, LIFECYCLE_CALL_WELL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	/* dead for good */
	run = begin(daemon_with_calls());
	run.policy.respawn.max = 1;
	bring_up_with_calls(&run);
	die(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_CRASHED, LIFECYCLE_DIED_TOO_OFTEN);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP);
	/* one that was late, and died on the way down */
	run = begin(daemon_with_calls());
	start(&run);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_FAILED, LIFECYCLE_NOT_READY);
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
	/* one that is not started again, and died before it was up */
	run = begin(daemon_with_calls());
	run.policy.kind = LIFECYCLE_BACKGROUND;
	start(&run);
	tell(&run, LIFECYCLE_READY);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_ENDED);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
	/* one that was never up has nothing but what comes last */
	run = begin(daemon_with_calls());
	start(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STARTING, LIFECYCLE_DIED);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_STOP_POST);
}

static void test_functions_around_one_that_runs_once(void **state)
{
	struct run run = begin(once_with_calls());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_ENDED_WELL);
	assert_int_equal(run.last.call, LIFECYCLE_CALL_START_POST);
	expect(&run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_CALL_WELL);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_STOP);
	assert_true(run.last.launch);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	/* behind a start_post() that has failed there is something to stop, too */
	start(&run);
	tell(&run, LIFECYCLE_ENDED_WELL);
	tell(&run, LIFECYCLE_CALL_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_CALL_FAILED);
	tell(&run, LIFECYCLE_STOP);
	assert_true(run.last.launch);
}

static void test_a_start_that_ends_on_the_way_down_is_still_to_be_stopped(void **state)
{
	struct run run = begin(script());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_ENDED_WELL);
	assert_int_equal(run.life.state, SERVICE_STARTED);
	tell(&run, LIFECYCLE_STOP);
	assert_true(run.last.launch);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

static void test_a_stop_of_its_start_is_for_the_whole_session(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	run.policy.start_group = true;
	start(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_true(run.last.whole_session);
	tell(&run, LIFECYCLE_TIME);
	assert_int_equal(run.last.signal, SIGKILL);
	assert_true(run.last.whole_session);
	run = begin(run.policy);
	bring_up(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_false(run.last.whole_session);
}

static void test_a_stop_for_which_there_is_no_process(void **state)
{
	struct run run = begin(script());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_ENDED_WELL);
	tell(&run, LIFECYCLE_STOP);
	for (int i = 0; i < 100 && run.life.state == SERVICE_STOPPING; i++) {
		tell(&run, LIFECYCLE_FORK_FAILED);
		if (run.life.state == SERVICE_STOPPING)
			tell(&run, LIFECYCLE_TIME);
	}
	expect(&run, SERVICE_FAILED, LIFECYCLE_CANNOT_FORK);
	assert_in_range(run.now_ms, 1000 + LIMIT_MS, 1000 + LIMIT_MS + 2000);
}

static void test_dying_before_it_is_ready_is_not_starting_for_ever(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	run.policy.respawn.max = 0;
	start(&run);
	for (int i = 0; i < 1000 && run.life.state == SERVICE_STARTING; i++) {
		tell(&run, LIFECYCLE_ENDED_BADLY);
		tell(&run, LIFECYCLE_TIME);
		tell(&run, LIFECYCLE_FORKED);
	}
	assert_int_equal(run.life.state, SERVICE_FAILED);
	assert_in_range(run.now_ms, 1000 + LIMIT_MS, 1000 + LIMIT_MS + 2 * respawn.delay_ms);
}

static void test_a_fork_that_fails_is_tried_again(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	tell(&run, LIFECYCLE_START);
	for (int i = 0; i < 100; i++) {
		tell(&run, LIFECYCLE_FORK_FAILED);
		assert_int_equal(run.last.news, LIFECYCLE_CANNOT_FORK);
		tell(&run, LIFECYCLE_TIME);
		assert_true(run.last.launch);
	}
	assert_int_equal(run.life.state, SERVICE_FAILED); /* nobody waits for it for ever */
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_READY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS); /* late, and it runs all the same */
}

static void test_what_cannot_be_executed_has_failed_at_once(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_NOT_EXECUTED);
	expect(&run, SERVICE_FAILED, LIFECYCLE_ENDED);
	assert_int_equal(run.life.wait, LIFECYCLE_WAIT_NONE);
	/* one that has run before is tried again: its program may just be replaced */
	bring_up(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	tell(&run, LIFECYCLE_TIME);
	tell(&run, LIFECYCLE_FORKED);
	tell(&run, LIFECYCLE_NOT_EXECUTED);
	expect(&run, SERVICE_STARTED, LIFECYCLE_DIED);
	tell(&run, LIFECYCLE_STOP);
	start(&run);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_NOT_EXECUTED);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

static void test_stop(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_int_equal(run.last.signal, SIGTERM);
	assert_int_equal(run.life.due_ms, run.now_ms + STOP_MS);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

static void test_one_that_does_not_stop_is_killed_and_then_left(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_KILLED);
	assert_int_equal(run.last.signal, SIGKILL);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_UNDYING);
}

static void test_a_whole_group_is_asked_to_stop(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	run.policy.stop_group = true;
	bring_up(&run);
	tell(&run, LIFECYCLE_STOP);
	assert_true(run.last.whole_session);
	tell(&run, LIFECYCLE_TIME);
	assert_int_equal(run.last.signal, SIGKILL);
	assert_true(run.last.whole_session);
}

static void test_a_schedule_is_followed_to_its_end(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGKILL };
	struct run run = begin(daemon_policy());

	(void)state;
	assert_int_equal(stop_schedule_parse("INT/2/TERM/3", SIGTERM, &run.policy.stop), 0);
	bring_up(&run);
	tell(&run, LIFECYCLE_STOP);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		assert_int_equal(run.last.signal, signals[i]);
		tell(&run, LIFECYCLE_TIME);
	}
	assert_int_equal(run.now_ms, 1000 + 2000 + 3000 + AFTER_KILL_MS);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_UNDYING);
}

static void test_for_ever_ends_when_the_machine_goes_down(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	assert_int_equal(stop_schedule_parse("forever/TERM/3", SIGTERM, &run.policy.stop), 0);
	bring_up(&run);
	tell(&run, LIFECYCLE_STOP);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(run.last.signal, SIGTERM);
		tell(&run, LIFECYCLE_TIME);
	}
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_KILLED);
	assert_int_equal(run.last.signal, SIGKILL);
}

static void test_in_a_hurry(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_NO_MORE);
	tell(&run, LIFECYCLE_HURRY);
	assert_int_equal(run.last.signal, 0); /* nobody asked it to stop */
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_HURRY);
	assert_int_equal(run.last.signal, SIGKILL);
	/* asked again and again, it does not take longer */
	int64_t due_ms = run.life.due_ms;
	run.now_ms += AFTER_KILL_MS / 2;
	tell(&run, LIFECYCLE_HURRY);
	assert_int_equal(run.life.due_ms, due_ms);
}

static void test_nothing_is_started_when_the_machine_goes_down(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_NO_MORE);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);

	run = begin(daemon_policy());
	bring_up(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY); /* waits for its restart */
	tell(&run, LIFECYCLE_NO_MORE);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
}

static void test_each_life_begins_anew(void **state)
{
	struct run run = begin(once());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_TIME);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	expect(&run, SERVICE_FAILED, LIFECYCLE_TOO_LONG);
	start(&run);
	tell(&run, LIFECYCLE_READY); /* of one that runs once: means nothing */
	expect(&run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_ENDED_WELL);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);

	run = begin(daemon_policy());
	for (int i = 0; i < 2; i++) {
		bring_up(&run);
		tell(&run, LIFECYCLE_STOP);
		assert_int_equal(run.last.signal, SIGTERM);
		tell(&run, LIFECYCLE_ENDED_BADLY);
	}
}

static void test_wanted_once_more(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_WANTED);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_STOP);
	tell(&run, LIFECYCLE_WANTED);
	expect(&run, SERVICE_STOPPING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_ENDED_WELL);
	tell(&run, LIFECYCLE_WANTED);
	expect(&run, SERVICE_WAITING, LIFECYCLE_NO_NEWS);
	tell(&run, LIFECYCLE_REFUSED);
	expect(&run, SERVICE_FAILED, LIFECYCLE_LACKS);
	tell(&run, LIFECYCLE_WANTED);
	expect(&run, SERVICE_WAITING, LIFECYCLE_NO_NEWS);
	bring_up(&run);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
}

static void test_a_late_one_that_is_wanted_once_more_is_given_time(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	start(&run);
	tell(&run, LIFECYCLE_TIME);
	expect(&run, SERVICE_FAILED, LIFECYCLE_NOT_READY);
	tell(&run, LIFECYCLE_WANTED);
	expect(&run, SERVICE_STARTING, LIFECYCLE_NO_NEWS);
	assert_false(run.last.launch);
	tell(&run, LIFECYCLE_READY);
	expect(&run, SERVICE_STARTED, LIFECYCLE_NO_NEWS);
}

static void test_restarts_are_no_busy_loop(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	run.policy.respawn = (struct respawn_policy){ 0 };
	bring_up(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	assert_in_range(run.life.due_ms, run.now_ms + 50, run.now_ms + 1000);
}

static void test_a_stop_ends_the_wait_for_a_restart(void **state)
{
	struct run run = begin(daemon_policy());

	(void)state;
	bring_up(&run);
	tell(&run, LIFECYCLE_ENDED_BADLY);
	tell(&run, LIFECYCLE_STOP);
	expect(&run, SERVICE_STOPPED, LIFECYCLE_NO_NEWS);
	assert_int_equal(run.life.wait, LIFECYCLE_WAIT_NONE);
}

/* Whatever happened before: a stop comes to its end, though no process ever dies by itself. */
static void stops_in_the_end(struct run run)
{
	bool is_failing;

	if (run.last.launch)
		tell(&run, LIFECYCLE_FORKED);
	is_failing = run.life.spoiled && run.life.state == SERVICE_STOPPING;
	tell(&run, LIFECYCLE_STOP);
	for (int i = 0; i < 6 && run.life.state != SERVICE_STOPPED; i++) {
		if (run.life.call)
			tell(&run, LIFECYCLE_CALL_WELL);
		else
			tell(&run, run.last.launch ? LIFECYCLE_FORKED : LIFECYCLE_TIME);
	}
	if (is_failing && !run.life.no_more)
		assert_true(run.life.state == SERVICE_FAILED && !run.life.alive);
	else if (run.life.up && run.life.undying && !run.life.no_more)
		assert_int_equal(run.life.state, SERVICE_FAILED);
	else
		assert_int_equal(run.life.state, SERVICE_STOPPED);
}

static size_t all_sequences(const struct run *run, int length)
{
	size_t count = 1;

	stops_in_the_end(*run);
	for (int event = 0; length > 0 && event < LIFECYCLE_EVENTS; event++) {
		struct run next = *run;

		if (tell(&next, (enum lifecycle_event)event))
			count += all_sequences(&next, length - 1);
	}
	return count;
}

static void test_all_sequences(void **state)
{
	/* each event more makes it five times as many: of the first two kinds the others are
	 * variants */
	const struct {
		struct lifecycle_policy policy;
		int length;
	} kinds[] = { { once(), 9 },
		      { daemon_policy(), 9 },
		      { background(), 8 },
		      { script(), 8 },
		      { daemon_with_calls(), 8 },
		      { once_with_calls(), 8 },
		      { background_with_calls(), 7 } };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct run run = begin(kinds[i].policy);

		assert_in_range(all_sequences(&run, kinds[i].length), 10000, SIZE_MAX);
	}
}

static void test_random_lives(void **state)
{
	struct lifecycle_policy policies[] = { once(),	 daemon_policy(),     background(),
					       script(), daemon_with_calls(), once_with_calls() };

	(void)state;
	srandom(1);
	for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++) {
		policies[i].respawn.max = 0;
		struct run run = begin(policies[i]);

		for (int step = 0; step < 100000; step++) {
			tell(&run, (enum lifecycle_event)(random() % LIFECYCLE_EVENTS));
			run.now_ms += random() % 3000;
		}
		stops_in_the_end(run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_a_hanging_start_is_killed_with_all_it_started),
		cmocka_unit_test(test_what_cannot_be_killed_is_left),
		cmocka_unit_test(test_readiness),
		cmocka_unit_test(test_late_readiness_still_counts),
		cmocka_unit_test(test_a_late_one_is_not_started_twice),
		cmocka_unit_test(test_a_death_is_told_until_it_has_recovered),
		cmocka_unit_test(test_one_that_dies_too_often_has_crashed),
		cmocka_unit_test(test_one_that_is_not_healthy_is_stopped_and_started_again),
		cmocka_unit_test(test_one_in_the_background_is_not_started_again),
		cmocka_unit_test(test_a_script_is_stopped_by_a_process),
		cmocka_unit_test(test_a_script_that_does_not_stop_can_be_asked_again),
		cmocka_unit_test(test_functions_around_a_daemon),
		cmocka_unit_test(test_a_start_post_that_fails_ends_the_daemon),
		cmocka_unit_test(test_a_stop_that_is_refused),
		cmocka_unit_test(test_what_comes_behind_a_daemon_is_done_wherever_it_has_ended),
		cmocka_unit_test(test_functions_around_one_that_runs_once),
		cmocka_unit_test(test_a_start_that_ends_on_the_way_down_is_still_to_be_stopped),
		cmocka_unit_test(test_a_stop_of_its_start_is_for_the_whole_session),
		cmocka_unit_test(test_a_stop_for_which_there_is_no_process),
		cmocka_unit_test(test_dying_before_it_is_ready_is_not_starting_for_ever),
		cmocka_unit_test(test_a_fork_that_fails_is_tried_again),
		cmocka_unit_test(test_what_cannot_be_executed_has_failed_at_once),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_one_that_does_not_stop_is_killed_and_then_left),
		cmocka_unit_test(test_a_whole_group_is_asked_to_stop),
		cmocka_unit_test(test_a_schedule_is_followed_to_its_end),
		cmocka_unit_test(test_for_ever_ends_when_the_machine_goes_down),
		cmocka_unit_test(test_in_a_hurry),
		cmocka_unit_test(test_nothing_is_started_when_the_machine_goes_down),
		cmocka_unit_test(test_each_life_begins_anew),
		cmocka_unit_test(test_wanted_once_more),
		cmocka_unit_test(test_a_late_one_that_is_wanted_once_more_is_given_time),
		cmocka_unit_test(test_restarts_are_no_busy_loop),
		cmocka_unit_test(test_a_stop_ends_the_wait_for_a_restart),
		cmocka_unit_test(test_all_sequences),
		cmocka_unit_test(test_random_lives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
