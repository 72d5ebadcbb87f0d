// SPDX-License-Identifier: Apache-2.0
//
// The life of one service as pure decisions: what happened and the time come in, what is to be done
// comes out. Nothing here forks, kills or waits; service.c does, and tells how it went.
//
//                      STOP                              STOP
//     WAITING ─START─▶ STARTING ──ready──▶ STARTED ────────────▶ STOPPING ─ended─▶ STOPPED
//                        │  ▲                │ ▲                                      │
//                not up  │  │ late           │ │ died: restarted, still STARTED       │
//                in time ▼  │                ▼ │                                      │
//                       FAILED            CRASHED (died for good)   ◀──── START ──────┘
//
// FAILED is not final: the process may live on and become ready late. WANTED leads from FAILED,
// CRASHED and STOPPED back to WAITING.

#ifndef BERTH_INIT_LIFECYCLE_H
#define BERTH_INIT_LIFECYCLE_H

#include <stdbool.h>
#include <stdint.h>

#include "service_state.h"
#include "stop_schedule.h"
#include "supervise.h"

/* What the process of a service is to its state. */
enum lifecycle_kind {
	LIFECYCLE_ONCE, /* started when it has ended with 0 */
	LIFECYCLE_DAEMON, /* started when it is ready; it does not end */
	LIFECYCLE_BACKGROUND, /* the same, but one that has died is not started again */
	LIFECYCLE_SCRIPT, /* started and stopped when a process that does it has ended with 0 */
};

/* Functions of its script, beside the process. The time that one may take is the caller's matter.
 */
enum lifecycle_call {
	LIFECYCLE_NO_CALL,
	LIFECYCLE_CALL_START_POST, /* it could be said to be started */
	LIFECYCLE_CALL_STOP, /* before its signals */
	LIFECYCLE_CALL_STOP_POST, /* its process has ended */
};

/* What a service asks for; does not change during its life. */
struct lifecycle_policy {
	enum lifecycle_kind kind;
	int64_t start_limit_ms;
	struct respawn_policy respawn; /* of a daemon */
	struct stop_schedule stop;
	bool stop_group; /* its signals are for the whole session */
	bool start_group; /* until it is started, they are */
	bool start_post; /* started when that call has ended with 0; not of a script */
	bool stop_call, stop_post; /* of a daemon */
	bool stop_process; /* of one that runs once: a process stops it, as it does a script */
};

/* What it waits for, besides the process: what .due_ms stands for. */
enum lifecycle_wait {
	LIFECYCLE_WAIT_NONE, /* no time is due */
	LIFECYCLE_WAIT_FORK, /* until the next attempt to fork */
	LIFECYCLE_WAIT_LIMIT, /* until the start, or the stop by a process, has taken too long */
	LIFECYCLE_WAIT_RESTART, /* until it is started again after a death */
	LIFECYCLE_WAIT_STABLE, /* until it has recovered from a death */
	LIFECYCLE_WAIT_STOP, /* until the next step of the stop schedule */
	LIFECYCLE_WAIT_KILL, /* until a killed process has had the time to die */
};

/* All zero is a service that was never started. */
struct lifecycle {
	enum service_state state;
	enum lifecycle_wait wait;
	int64_t due_ms; /* when LIFECYCLE_TIME is to come, unless .wait is LIFECYCLE_WAIT_NONE */
	bool alive; /* the process exists */
	bool up; /* it was started, and has to be stopped by a process */
	bool by_process; /* the process is one that stops it */
	bool whole_session; /* of the stop that is under way */
	bool overdue; /* it was killed because its start, or its stop, took too long */
	bool undying; /* its last process could not even be killed */
	bool no_more; /* the machine goes down: what ends is not started again */
	enum lifecycle_call call; /* under way */
	bool spoiled; /* its start has failed behind its process: what is stopped has failed */
	bool ran; /* a process of it, and what is to be done behind that has not been done yet */
	bool hurried; /* on the way down: what is left of its stop is left out */
	int64_t ready_by_ms; /* or, of a script, stopped */
	struct stop_position stopping;
	struct respawn_state respawn;
};

enum lifecycle_event {
	LIFECYCLE_WANTED, /* asked for once more; what it needs has yet to be seen */
	LIFECYCLE_START, /* asked for, and what it needs is there */
	LIFECYCLE_REFUSED, /* asked for, and what it needs will not be there */
	LIFECYCLE_FORKED, /* the answer to .launch */
	LIFECYCLE_FORK_FAILED, /* the same */
	LIFECYCLE_READY,
	LIFECYCLE_NEVER_READY, /* it has let go of what it would have told it by */
	LIFECYCLE_ENDED_WELL, /* the process: with exit status 0 */
	LIFECYCLE_ENDED_BADLY, /* the process: any other end */
	LIFECYCLE_NOT_EXECUTED, /* the process: it ended because its program cannot be executed */
	LIFECYCLE_CALL_WELL, /* the call under way has ended with exit status 0 */
	LIFECYCLE_CALL_BADLY, /* or not, or it could not be made */
	LIFECYCLE_UNHEALTHY, /* the daemon runs, but does not do what it is there for */
	LIFECYCLE_TIME, /* .due_ms has come */
	LIFECYCLE_STOP, /* asked for */
	LIFECYCLE_HURRY, /* on the way down: a stop under way may not take its time */
	LIFECYCLE_NO_MORE, /* the machine goes down: from now on nothing is started */
	LIFECYCLE_EVENTS,
};

/* What there is to tell people, besides the state. */
enum lifecycle_news {
	LIFECYCLE_NO_NEWS,
	LIFECYCLE_LACKS, /* FAILED: what it needs is not there */
	LIFECYCLE_CANNOT_FORK, /* it is tried again */
	LIFECYCLE_ENDED, /* FAILED: a start that ended badly */
	LIFECYCLE_STOP_ENDED, /* a script's stop that ended badly: FAILED unless the machine goes
				 down */
	LIFECYCLE_CALL_FAILED, /* start_post(), so it is stopped; or what comes before its signals,
				* so it runs on */
	LIFECYCLE_LEFT_UNDONE, /* a call that failed, and is gone over: it is stopped all the same
				*/
	LIFECYCLE_TOO_LONG, /* a start, or a script's stop, that took too long, and is killed */
	LIFECYCLE_NOT_READY, /* FAILED: not ready in time, or never */
	LIFECYCLE_SICK, /* it is stopped, to be started again */
	LIFECYCLE_DIED, /* it is started again */
	LIFECYCLE_DIED_FOR_GOOD, /* CRASHED: it is not */
	LIFECYCLE_DIED_TOO_OFTEN, /* CRASHED */
	LIFECYCLE_RECOVERED, /* from an earlier death */
	LIFECYCLE_KILLED, /* did not stop in time */
	LIFECYCLE_UNDYING, /* not even killed: it hangs in the kernel, and is left alone */
};

/* What is to be done, in this order; and the caller's timer follows .due_ms. */
struct lifecycle_todo {
	int signal; /* to the process; 0 = none */
	bool whole_session; /* the signal is for all processes of its session */
	bool leave; /* its end is of no interest any more */
	bool drop_call; /* the one under way: its end is of no interest any more */
	enum lifecycle_call call; /* make it; that it ended is told later */
	bool launch; /* fork; how that went is the next event, before any other. Of a script, what
		      * stops it if that is the state, else what starts it */
	enum lifecycle_news news;
};

/*
 * lifecycle_step - one event in the life of a service.
 * @life: changed
 * @now_ms: a clock that does not go back
 * Returns what is to be done. What means nothing in this state (a readiness that was told before, a
 * process that nobody waits for) changes nothing.
 */
struct lifecycle_todo lifecycle_step(struct lifecycle *life, const struct lifecycle_policy *policy,
				     enum lifecycle_event event, int64_t now_ms);

#endif
