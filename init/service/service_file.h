// SPDX-License-Identifier: Apache-2.0
//
// Service scripts in OpenRC's declarative form: assignments and one depend() function, readable
// without a shell. Pure parser.
//
// Understood: comments; NAME=VALUE with plain, 'single' and "double" quoted parts, over several
// lines if quoted; depend() { WORD NAME...; }. No expansion of any kind: `$` and backquotes are
// errors outside of single quotes. Functions other than depend() are errors, as the script then
// needs a shell.

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
	char *command;
	struct string_list args; /* command_args, split at blanks outside of quotes */
	bool supervised; /* supervisor=supervise-daemon; otherwise run once */
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

/* Tells about something that was ignored: what and in which line. */
typedef void service_note(void *ctx, unsigned line, const char *text);

struct service_error {
	unsigned line;
	const char *text; /* static */
};

/*
 * service_parse - read a script.
 * @name: of the service
 * @note: called for variables and dependency words that mean nothing here; may be NULL
 * @ret_def: release with service_def_release(); written on success only
 * @ret_error: written on -EINVAL
 * Returns 0, -EINVAL (cannot be used) or -ENOMEM.
 */
int service_parse(const char *name, const char *text, service_note *note, void *ctx,
		  struct service_def *ret_def, struct service_error *ret_error);
void service_def_release(struct service_def *def);

#endif
