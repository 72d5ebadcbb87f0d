// SPDX-License-Identifier: Apache-2.0
//
// The variables of a service script. See service_keys.h. Each kind of value has a table and a
// function.

#include "service_keys.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../common/cleanup.h"
#include "../../common/signal_name.h"
#include "duration.h"
#include "script_word.h"
#include "stop_schedule.h"
#include "ulimits.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FIELD(name) offsetof(struct service_def, name)

typedef int set_value(struct script_text *script, void *field, const char *value);

static int set_text(struct script_text *script, void *field, const char *value)
{
	char **text = field;

	(void)script;
	free(*text);
	*text = strdup(value);
	return *text ? 0 : -ENOMEM;
}

static int set_number(struct script_text *script, long low, long high, const char *value, long *ret)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(value, &end, 10);
	if (errno || end == value || *end || number < low || number > high)
		return script_fail(script, "not a number that makes sense here");
	*ret = number;
	return 0;
}

static int set_oom_score(struct script_text *script, void *field, const char *value)
{
	return set_number(script, -1000, 1000, value, field);
}

static int set_count(struct script_text *script, void *field, const char *value)
{
	unsigned *count = field;
	long number = 0;
	int r = set_number(script, 0, 1000000, value, &number);

	if (r == 0)
		*count = (unsigned)number;
	return r;
}

static int set_duration(struct script_text *script, void *field, const char *value)
{
	if (duration_parse(value, field) < 0)
		return script_fail(script, "not a duration such as 5, 128ms, 30s, 2m or 1h");
	return 0;
}

static int set_signal(struct script_text *script, void *field, const char *value)
{
	int *number = field;
	int r = signal_number(value);

	if (r < 0)
		return script_fail(script, "not the name or number of a signal");
	*number = r;
	return 0;
}

static int set_schedule(struct script_text *script, void *field, const char *value)
{
	struct stop_schedule schedule;

	if (stop_schedule_parse(value, SIGTERM, &schedule) < 0)
		return script_fail(script, "not a schedule such as 10 or TERM/60/KILL/10");
	return set_text(script, field, value);
}

static int set_ulimits(struct script_text *script, void *field, const char *value)
{
	const char *cursor = value;
	struct ulimit limit;
	int r;

	while ((r = ulimit_next(&cursor, &limit)) > 0)
		;
	if (r < 0)
		return script_fail(script, "not a list of limits such as -n 4096 -Hn 8192 -c 0");
	return set_text(script, field, value);
}

/* As OpenRC's yesno. */
static int set_flag(struct script_text *script, void *field, const char *value)
{
	static const char *const yes[] = { "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };
	bool *flag = field;

	for (size_t i = 0; i < COUNT(yes); i++)
		if (strcasecmp(value, yes[i]) == 0) {
			*flag = true;
			return 0;
		}
	for (size_t i = 0; i < COUNT(no); i++)
		if (strcasecmp(value, no[i]) == 0) {
			*flag = false;
			return 0;
		}
	return script_fail(script, "neither yes nor no");
}

static int set_umask(struct script_text *script, void *field, const char *value)
{
	mode_t *mask = field;
	size_t digits = strspn(value, "01234567");

	if (digits == 0 || digits > 4 || value[digits])
		return script_fail(script, "umask: up to four octal digits");
	*mask = (mode_t)strtoul(value, NULL, 8) & 0777;
	return 0;
}

static int set_capabilities(struct script_text *script, void *field, const char *value)
{
	if (caps_parse(value, field) < 0)
		return script_fail(script, "not a list such as ^cap_net_raw,!cap_setpcap");
	return 0;
}

static int set_notify(struct script_text *script, void *field, const char *value)
{
	struct readiness *readiness = field;
	struct readiness told = { 0 };

	if (readiness_parse(value, &told) < 0)
		return script_fail(script, "neither fd:3 nor another descriptor, nor socket:ready");
	free(readiness->path);
	*readiness = told;
	return 0;
}

static int set_ready_socket(struct script_text *script, void *field, const char *value)
{
	struct readiness *readiness = field;

	readiness->kind = READINESS_CONNECT;
	return set_text(script, &readiness->path, value);
}

static int set_supervisor(struct script_text *script, void *field, const char *value)
{
	bool *supervised = field;

	if (strcmp(value, "supervise-daemon") != 0)
		return script_fail(script, "supervisor: only supervise-daemon is supported");
	*supervised = true;
	return 0;
}

/* Words of their own: split by the same rules of quoting. Variables have been expanded. */
static int set_args(struct script_text *script, void *field, const char *value)
{
	struct script_text p = { .at = value, .line = script->line, .of_command = true };
	struct string_list *args = field;

	string_list_release(args);
	for (;;) {
		cleanup_free char *word = NULL;
		int r;

		while (isspace((unsigned char)*p.at))
			p.at++;
		if (!*p.at)
			return 0;
		if (script_ends_word(*p.at) || *p.at == '\\' || *p.at == '#')
			return script_needs_shell(script, "an operator in a list of words");
		r = script_take_word(&p, &word);
		if (r == -EINVAL)
			return script_fail(script, p.error.text);
		if (r == -ENOEXEC)
			return script_needs_shell(script, p.error.text);
		if (r == 0)
			r = string_list_add(args, word, strlen(word));
		if (r < 0)
			return r;
	}
}

static const struct {
	const char *name;
	set_value *set;
	size_t offset;
} keys[] = {
	{ "capabilities", set_capabilities, FIELD(capabilities) },
	{ "command", set_text, FIELD(command) },
	{ "command_args", set_args, FIELD(args) },
	{ "command_args_background", set_args, FIELD(args_background) },
	{ "command_args_foreground", set_args, FIELD(args_foreground) },
	{ "command_background", set_flag, FIELD(background) },
	{ "command_user", set_text, FIELD(user) },
	{ "directory", set_text, FIELD(directory) },
	{ "error_log", set_text, FIELD(error_log) },
	{ "healthcheck_delay", set_duration, FIELD(healthcheck_delay_ms) },
	{ "healthcheck_timer", set_duration, FIELD(healthcheck_timer_ms) },
	{ "no_new_privs", set_flag, FIELD(no_new_privs) },
	{ "notify", set_notify, FIELD(readiness) },
	{ "output_log", set_text, FIELD(output_log) },
	{ "pidfile", set_text, FIELD(pidfile) },
	{ "rc_cgroup_cleanup", set_flag, FIELD(cgroup_cleanup) },
	{ "rc_cgroup_settings", set_text, FIELD(cgroup_settings) },
	{ "rc_functions", set_args, FIELD(functions) },
	{ "rc_oom_score_adj", set_oom_score, FIELD(oom_score_adj) },
	{ "rc_script", set_text, FIELD(script) },
	{ "rc_timeout_stopsec", set_duration, FIELD(stop_limit_ms) },
	{ "rc_ulimit", set_ulimits, FIELD(ulimits) },
	{ "ready_socket", set_ready_socket, FIELD(readiness) },
	{ "required_dirs", set_args, FIELD(required_dirs) },
	{ "required_files", set_args, FIELD(required_files) },
	{ "respawn_delay", set_duration, FIELD(respawn.delay_ms) },
	{ "respawn_delay_cap", set_duration, FIELD(respawn.cap_ms) },
	{ "respawn_delay_step", set_duration, FIELD(respawn.step_ms) },
	{ "respawn_max", set_count, FIELD(respawn.max) },
	{ "respawn_period", set_duration, FIELD(respawn.period_ms) },
	{ "retry", set_schedule, FIELD(retry) },
	{ "stopgroup", set_flag, FIELD(stop_group) },
	{ "stopsig", set_signal, FIELD(stop_signal) },
	{ "supervisor", set_supervisor, FIELD(supervised) },
	{ "umask", set_umask, FIELD(umask) },
};

/* For people, or for commands that are not asked for yet. */
static bool is_for_people(const char *key)
{
	return strcmp(key, "name") == 0 || strncmp(key, "description", 11) == 0;
}

int service_key_set(struct script_text *script, struct service_def *def, const char *key,
		    const char *value)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(key, keys[i].name) == 0)
			return keys[i].set(script, (char *)def + keys[i].offset, value);
	return is_for_people(key) ? 0 : 1;
}

const char *service_key_name(size_t index)
{
	return index < COUNT(keys) ? keys[index].name : NULL;
}
