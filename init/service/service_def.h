// SPDX-License-Identifier: Apache-2.0
//
// What a service script says of its service.

#ifndef BERTH_INIT_SERVICE_DEF_H
#define BERTH_INIT_SERVICE_DEF_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../../common/string_list.h"
#include "caps_text.h"
#include "readiness_spec.h"
#include "supervise.h"

/* What a service is read from. */
struct service_source {
	char *conf; /* text of its file in /etc/conf.d, which is read first; NULL = it has none */
	char *script;
};

/* What a script says. Strings are NULL if not set; all is owned by the struct. */
struct service_def {
	char *name; /* of the file */
	struct service_source source; /* to read it from again; empty if there is none */
	char *command; /* an absolute path, or a name that PATH leads to */
	struct string_list args; /* command_args, split at blanks outside of quotes */
	struct string_list
		args_background; /* command_args_background: behind them, for .background */
	struct string_list args_foreground; /* command_args_foreground: the same for .supervised */
	bool supervised; /* supervisor=supervise-daemon */
	bool background; /* command_background: a daemon that is not started again */
	char *pidfile; /* of such a one */
	char *output_log, *error_log;
	char *directory;
	struct string_list required_dirs, required_files; /* without these it is not started */
	char *user; /* command_user: USER or USER:GROUP; NULL = root */
	struct caps_iab capabilities;
	bool no_new_privs;
	mode_t umask;
	struct readiness readiness; /* notify, ready_socket */
	char *ulimits; /* rc_ulimit */
	char *cgroup_settings; /* rc_cgroup_settings */
	bool cgroup_cleanup; /* rc_cgroup_cleanup: what it leaves behind in its cgroup is killed */
	long oom_score_adj; /* rc_oom_score_adj, 0 if not set */
	struct respawn_policy respawn; /* respawn_delay, _delay_step, _delay_cap, _period, _max */
	int64_t healthcheck_delay_ms; /* healthcheck_delay: before the first one, 0 = as the next */
	int64_t healthcheck_timer_ms; /* healthcheck_timer: before each of the next, 0 = none */
	char *retry; /* a stop schedule that was looked at; NULL = .stop_signal and .stop_limit_ms
		      */
	int stop_signal; /* stopsig */
	int64_t stop_limit_ms; /* rc_timeout_stopsec */
	bool stop_group; /* stopgroup: the signals are for all processes of its session */
	struct string_list environment; /* what is exported: NAME=VALUE */
	char *script; /* rc_script: where a shell finds the functions, NULL = in /etc/init.d */
	struct string_list functions; /* rc_functions: what a shell is called for */
	struct string_list need, want, use, after, before, provide;
};

/* service_def_keep_source - copy it into .source. Returns 0 or -ENOMEM. */
int service_def_keep_source(struct service_def *def, const struct service_source *source);

/* service_def_release - free what it holds, and leave it empty. */
void service_def_release(struct service_def *def);

/*
 * service_is_script - true if a shell starts and stops it, by functions of its script; false if
 * PID 1 does, and a shell calls what there is before and behind that.
 */
bool service_is_script(const struct service_def *def);

/* service_pid_file - the pidfile that is written for it, or NULL. */
const char *service_pid_file(const struct service_def *def);

#endif
