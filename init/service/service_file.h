// SPDX-License-Identifier: Apache-2.0
//
// Service scripts in OpenRC's declarative form: assignments and one depend() function, readable
// without a shell. Pure parser.
//
// Understood: comments; NAME=VALUE with plain, 'single' and "double" quoted parts, over several
// lines if quoted; `: ${NAME:=VALUE}`; depend() { WORD NAME...; }. Variables are expanded as
// script_word.h says. As with a shell, the last value of a variable counts, and depend() is called
// when all is set. Other functions and commands are errors, as the script then needs a shell.

#ifndef BERTH_INIT_SERVICE_FILE_H
#define BERTH_INIT_SERVICE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../../common/string_list.h"
#include "caps_text.h"
#include "readiness_spec.h"
#include "supervise.h"

/* What a script says. Strings are NULL if not set; all is owned by the struct. */
struct service_def {
	char *name; /* of the file */
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
	char *retry; /* a stop schedule that was looked at; NULL = .stop_signal and .stop_limit_ms
		      */
	int stop_signal; /* stopsig */
	int64_t stop_limit_ms; /* rc_timeout_stopsec */
	bool stop_group; /* stopgroup: the signals are for all processes of its session */
	struct string_list need, want, use, after, before, provide;
};

/* Something that is said of a line. */
struct service_remark {
	unsigned line;
	bool in_conf; /* of the file in /etc/conf.d */
	const char *text;
};

/* Tells about something that was ignored: .text is what. */
typedef void service_note(void *ctx, const struct service_remark *ignored);

/* What a service is read from. */
struct service_source {
	char *conf; /* text of its file in /etc/conf.d, which is read first; NULL = it has none */
	char *script;
};

/*
 * service_parse - read a script.
 * @name: of the service
 * @note: called for variables and dependency words that mean nothing here; may be NULL
 * @ret_def: release with service_def_release(); written on success only
 * @ret_error: written on -EINVAL; its text is static
 * Returns 0, -EINVAL (cannot be used) or -ENOMEM.
 */
int service_parse(const char *name, const struct service_source *source, service_note *note,
		  void *ctx, struct service_def *ret_def, struct service_remark *ret_error);
void service_def_release(struct service_def *def);

/* service_pid_file - the pidfile that is written for it, or NULL. */
const char *service_pid_file(const struct service_def *def);

#endif
