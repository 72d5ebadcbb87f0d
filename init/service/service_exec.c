// SPDX-License-Identifier: Apache-2.0
//
// The child's side of starting a service. All of it happens here and not in PID 1, because opening
// a log on a dead disk, or lowering a memory limit, can hang. See service_exec.h.

#include "service_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../boot/cgroup.h"
#include "log_pipe.h"
#include "pid_file.h"
#include "service_load.h"
#include "service_user.h"
#include "ulimits.h"

/* Environment of services; PID 1's own holds what unknown words of the command line put there. */
int service_environment(const char *name)
{
	if (clearenv() != 0 || setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1) < 0 ||
	    setenv("HOME", "/root", 1) < 0 || setenv("RC_SVCNAME", name, 1) < 0 ||
	    setenv("SVCNAME", name, 1) < 0)
		return -ENOMEM;
	return 0;
}

/* Not by setrlimit(3), whose first parameter has another type in each library. */
static int set_limit(const struct ulimit *limit)
{
	struct rlimit both;

	if (syscall(SYS_prlimit64, 0, limit->resource, NULL, &both) < 0)
		return -errno;
	if (limit->hard)
		both.rlim_max = limit->value;
	if (limit->soft || both.rlim_cur > both.rlim_max)
		both.rlim_cur = limit->value;
	return syscall(SYS_prlimit64, 0, limit->resource, &both, NULL) < 0 ? -errno : 0;
}

static void set_limits(const struct service_def *def)
{
	const char *cursor = def->ulimits ? def->ulimits : "";
	struct ulimit limit;

	while (ulimit_next(&cursor, &limit) > 0) {
		int r = set_limit(&limit);

		if (r < 0)
			log_errno(r, "setting rc_ulimit=\"%s\" (ignored)", def->ulimits);
	}
}

/* Connect a descriptor to a log; without one, or if it cannot be opened, to the kernel log. */
static void redirect(int target, const char *path)
{
	cleanup_fd int fd = -1;

	if (path)
		fd = log_pipe_open(path);
	if (path && fd < 0) { /* not below /var, or there is no pipe for it */
		fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
		if (fd < 0)
			log_errno(errno, "opening %s (output goes to the kernel log)", path);
	}
	if (fd < 0)
		fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		(void)dup2(fd, target);
}

static void redirect_all(const struct service_def *def)
{
	cleanup_fd int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null >= 0)
		(void)dup2(null, STDIN_FILENO);
	redirect(STDOUT_FILENO, def->output_log);
	redirect(STDERR_FILENO, def->error_log ? def->error_log : def->output_log);
}

static void enter_cgroup(const struct service_def *def)
{
	int r = cgroup_make(def->name, def->cgroup_settings);

	if (r == 0)
		r = cgroup_enter(def->name);
	if (r < 0)
		log_errno(r, "entering the cgroup openrc.%s (ignored)", def->name);
}

static void set_oom_score(const struct service_def *def)
{
	char value[16];
	int r;

	(void)snprintf(value, sizeof(value), "%ld", def->oom_score_adj);
	r = write_value("/proc/self/oom_score_adj", value);
	if (r < 0)
		log_errno(r, "setting oom_score_adj to %s (ignored)", value);
}

/* Last, as little can be done afterwards. */
static int become(const struct service_def *def)
{
	int r = service_user_become(def->user, &def->capabilities);

	(void)umask(def->umask);
	if (r == 0 && def->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		r = -errno;
	return r;
}

static _Noreturn void leave(int error)
{
	_exit(error == EIO ? EXIT_UNREADABLE : EXIT_CANNOT_RUN);
}

static _Noreturn void fail(struct start_report *report, enum start_step step, int error)
{
	start_report_fail(report, step, error);
	leave(error);
}

/* The kernel says "no such file" of a program, and of what its first line names. */
static enum start_step step_of(const char *command, int error)
{
	bool is_path = strchr(command, '/');

	return error == ENOENT && is_path && access(command, F_OK) == 0 ? START_INTERPRETER
									: START_EXECUTE;
}

/* The words of its command line, which still belong to @def; NULL if memory is short. */
static char **words_of(const struct service_def *def)
{
	const struct string_list none = { 0 };
	const struct string_list *more = &none;
	char **words;

	if (def->supervised)
		more = &def->args_foreground;
	else if (def->background)
		more = &def->args_background;
	words = calloc(def->args.count + more->count + 2, sizeof(*words));
	if (!words)
		return NULL;
	words[0] = def->command;
	for (size_t i = 0; i < def->args.count; i++)
		words[1 + i] = def->args.items[i];
	for (size_t i = 0; i < more->count; i++)
		words[1 + def->args.count + i] = more->items[i];
	return words;
}

/* Let the shell call functions of the script: it is the way to become that shell. */
static int call_shell(const struct service_def *def, const char *functions)
{
	cleanup_free char *script =
		def->script ? strdup(def->script) : format_text(INIT_D "/%s", def->name);
	cleanup_free char *conf = format_text(CONF_D "/%s", def->name);

	if (!script || !conf)
		return -ENOMEM;
	(void)execl("/bin/sh", "sh", RC_LIB "/run.sh", def->name, script, conf, functions, NULL);
	return -errno;
}

/* In a process of its own, and waited for: what comes behind it needs what it does. */
static void call_start_pre(const struct service_def *def, struct start_report *report)
{
	int status = 0;
	pid_t pid;

	if (!string_list_has(&def->functions, "start_pre"))
		return;
	pid = fork();
	if (pid < 0)
		fail(report, START_PREPARE, errno);
	if (pid == 0)
		fail(report, START_EXECUTE, -call_shell(def, "start_pre"));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status != 0)
		fail(report, START_PRE, ECANCELED);
}

/* What the script exports. A shell that calls its functions reads and exports it by itself. */
static int set_environment(const struct service_def *def)
{
	for (size_t i = 0; i < def->environment.count; i++)
		if (putenv(def->environment.items[i]) != 0)
			return -ENOMEM;
	return 0;
}

/* -ENOTDIR: it is something else. */
static int look_for_dir(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

static int look_for_file(const char *path)
{
	return access(path, R_OK) < 0 ? -errno : 0;
}

static void require(const struct string_list *paths, int (*look)(const char *path),
		    enum start_step step, struct start_report *report)
{
	for (size_t i = 0; i < paths->count; i++) {
		int r = look(paths->items[i]);

		if (r < 0) {
			start_report_lack(report, step, i, -r);
			leave(-r);
		}
	}
}

static void require_all(const struct service_def *def, struct start_report *report)
{
	require(&def->required_dirs, look_for_dir, START_REQUIRED_DIR, report);
	require(&def->required_files, look_for_file, START_REQUIRED_FILE, report);
}

/* What is asked for the program itself, but not for what a shell does for it. */
static void become_service(const struct service_def *def, struct start_report *report)
{
	int r;

	call_start_pre(def, report);
	if (set_environment(def) < 0)
		fail(report, START_PREPARE, ENOMEM);
	if (def->directory && chdir(def->directory) < 0)
		fail(report, START_DIRECTORY, errno);
	r = service_pid_file(def) ? pid_file_write(def->pidfile) : 0;
	if (r < 0)
		fail(report, START_PIDFILE, -r);
	r = become(def);
	if (r < 0)
		fail(report, START_USER, -r);
}

/* What the program itself and a function of the script have in common. */
static void prepare(const struct service_def *def, struct start_report *report)
{
	static char prog[80];

	(void)snprintf(prog, sizeof(prog), "berth service %s", def->name);
	log_init(prog, LOG_TO_KMSG);
	if (service_environment(def->name) < 0)
		fail(report, START_PREPARE, ENOMEM);
	set_oom_score(def);
	set_limits(def);
	redirect_all(def);
}

_Noreturn void service_exec_functions(const struct service_def *def, const char *functions,
				      struct start_report *report)
{
	/* it is as its start has made it, if it is still there */
	if (cgroup_make(def->name, NULL) == 0)
		(void)cgroup_enter(def->name);
	prepare(def, report);
	fail(report, START_EXECUTE, -call_shell(def, functions));
}

_Noreturn void service_exec(const struct service_def *def, const char *functions,
			    const struct readiness_wait *ready, struct start_report *report)
{
	cleanup_free char **argv = words_of(def);
	int error, r;

	if (!argv)
		fail(report, START_PREPARE, ENOMEM);
	enter_cgroup(def);
	prepare(def, report);
	if (!functions || strncmp(functions, "start", 5) == 0)
		require_all(def, report);
	if (!functions)
		become_service(def, report);
	r = readiness_hand_over(ready);
	if (r < 0)
		fail(report, START_PREPARE, -r);
	if (functions)
		fail(report, START_EXECUTE, -call_shell(def, functions));
	(void)execvp(def->command, argv);
	error = errno;
	fail(report, step_of(def->command, error), error);
}
