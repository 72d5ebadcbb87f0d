// SPDX-License-Identifier: Apache-2.0
//
// A function of a service's script that a shell is called for beside its own process, in a process
// of its own. It is given 60 s, and it is tried for as long to make that process.

#ifndef BERTH_INIT_SERVICE_CALL_H
#define BERTH_INIT_SERVICE_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "../pid1/loop.h"
#include "service_def.h"
#include "start_report.h"

enum service_call_end {
	SERVICE_CALL_WELL, /* with exit status 0 */
	SERVICE_CALL_BADLY, /* any other end, or killed as it took too long */
	SERVICE_CALL_NOT_MADE, /* no process, or no shell in it: that tells nothing of the service
				*/
};

struct service_call {
	/* set by the caller */
	void (*ended)(struct service_call *self, enum service_call_end end);
	void (*gone)(struct service_call *self); /* one that was dropped has ended at last */
	void *ctx;
	/* private */
	const char *functions; /* of the last call */
	const struct service_def *def; /* the same */
	int64_t until_ms; /* it may take, or be tried */
	struct loop_timer timer; /* until then, or until it is tried again */
	struct loop_child child;
	struct loop_child dropped; /* one that was killed, and may not have died yet */
	struct start_report *report;
	int wait_status; /* of the last one that ended */
	bool overdue; /* it was killed */
	int error; /* no process could be made for it when that was tried last: a negative errno */
};

/*
 * service_call_begin - call functions of the script, one behind the other up to one that fails.
 * None may be under way. How it ends is told by .ended, never before this returns.
 * @def: has to stay as it is for as long
 * @functions: names with a space between them, static; those that the script does not have are
 *             left out
 */
void service_call_begin(struct service_call *call, const struct service_def *def,
			const char *functions);

/* service_call_is_under_way - true until .ended. */
bool service_call_is_under_way(const struct service_call *call);

/* service_call_drop - kill the one under way, if there is one; .ended is not called for it. */
void service_call_drop(struct service_call *call);

/*
 * service_call_describe - how the last one ended: "stop() ended with exit status 1".
 * @buffer, @size: where the text goes
 */
void service_call_describe(const struct service_call *call, char *buffer, size_t size);

/*
 * service_call_resume - one that an init before this one has left in .child.pid and .timer goes on;
 * if that has left none, it is told as one that was not made.
 * @def, @functions: as of service_call_begin()
 */
void service_call_resume(struct service_call *call, const struct service_def *def,
			 const char *functions);

#endif
