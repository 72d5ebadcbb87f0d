// SPDX-License-Identifier: Apache-2.0
//
// The last steps before a service's program runs, in the forked child.

#ifndef BERTH_INIT_SERVICE_EXEC_H
#define BERTH_INIT_SERVICE_EXEC_H

#include "readiness.h"
#include "service_file.h"
#include "start_report.h"

/* Exit statuses of a child whose program could not be executed. */
#define EXIT_UNREADABLE 126 /* the disk does not give it (EIO) */
#define EXIT_CANNOT_RUN 127

/*
 * service_exec_function - let the shell call a function of the script, as root and in the service's
 * cgroup; for functions that are neither its start nor its stop. Ends with the function's status.
 * @report: told if it could not be called; may be NULL
 */
_Noreturn void service_exec_function(const struct service_def *def, const char *function,
				     struct start_report *report);

/*
 * service_exec - set up what the script asks for and execute its command, or let a shell call one
 * of its functions. Never returns.
 * @function: "start", "stop"; NULL = the command
 * @ready: handed over
 * @report: told what went wrong; may be NULL
 */
_Noreturn void service_exec(const struct service_def *def, const char *function,
			    const struct readiness_wait *ready, struct start_report *report);

/* service_environment - what every service starts with: PATH, HOME, and its own name. */
int service_environment(const char *name);

#endif
