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
 * service_exec_functions - let the shell call functions of the script, as root and in the service's
 * cgroup, beside its own process. Ends with the status of the first one that fails.
 * @functions: names with a space between them; those that the script does not have are left out
 * @report: told if no shell could be executed; may be NULL
 */
_Noreturn void service_exec_functions(const struct service_def *def, const char *functions,
				      struct start_report *report);

/*
 * service_exec - set up what the script asks for and execute its command, or let a shell call one
 * of its functions. Never returns.
 * @functions: "start_pre start start_post", "stop_pre stop stop_post"; NULL = the command
 * @ready: handed over
 * @report: told what went wrong; may be NULL
 */
_Noreturn void service_exec(const struct service_def *def, const char *functions,
			    const struct readiness_wait *ready, struct start_report *report);

/* service_environment - what every service starts with: PATH, HOME, and its own name. */
int service_environment(const char *name);

#endif
