// SPDX-License-Identifier: Apache-2.0
//
// `berth config final`: run by the service `final` when the network and the container engine are
// there. Runs what `berth config boot` has left, in the background: it may take minutes, and the
// boot does not wait for it. As with cloud-init it is marked as done before it begins, so that a
// command that restarts the machine does so once.

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/run.h"
#include "../../common/text.h"
#include "../command.h"
#include "config_paths.h"
#include "once.h"

#define OUTPUT "/var/log/cloud-init-output.log" /* where people look for it */
#define INSTANCE_MAX 4096
#define REPORT_MAX 2097152

static bool is_any_left(void)
{
	return access(SCRIPT_RUNCMD, F_OK) == 0 || access(SCRIPTS_USER_DATA, F_OK) == 0;
}

/* Everything that is said from now on. */
static int redirect_output(void)
{
	cleanup_fd int fd =
		open(OUTPUT, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
		return -errno;
	return 0;
}

/* For `berth config show`, behind what the boot has found. */
static void add_to_report(const char *line)
{
	cleanup_free char *report = NULL;
	cleanup_free char *longer = NULL;
	int r = read_file(CONFIG_REPORT, REPORT_MAX, &report, NULL);

	if (r == 0 || r == -ENOENT) {
		longer = format_text("%s%s\n", report ? report : "", line);
		r = longer ? write_file(CONFIG_REPORT, longer, strlen(longer), 0600) : -ENOMEM;
	}
	if (r < 0)
		log_errno(r, "write: %s", CONFIG_REPORT);
}

static void tell(const char *name, const char *what)
{
	cleanup_free char *line = format_text("configuration: %s %s; see " OUTPUT, name, what);

	if (!line)
		return;
	log_warning("%s", line);
	add_to_report(line);
}

static void run_script(const char *path)
{
	const char *const argv[] = { path, NULL };
	const char *name = strrchr(path, '/') + 1;
	const struct run_options options = { .directory = "/" };
	char how[64];
	int status = 0;
	int r = run(argv, &options, &status, NULL);

	if (r < 0)
		(void)snprintf(how, sizeof(how), "cannot be run: %s", strerror(-r));
	else
		(void)snprintf(how, sizeof(how), "ended with exit status %d", status);
	if (r < 0 || status != 0)
		tell(name, how);
	else
		log_info("%s has ended", name);
}

static int is_script(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names, before runcmd, as cloud-init does. */
static void run_user_data(void)
{
	struct dirent **entries = NULL;
	int count = scandir(SCRIPTS_USER_DATA, &entries, is_script, alphasort);

	for (int i = 0; i < count; i++) {
		cleanup_free char *path = format_text(SCRIPTS_USER_DATA "/%s", entries[i]->d_name);

		if (path)
			run_script(path);
		free(entries[i]);
	}
	free(entries);
}

static _Noreturn void run_in_background(void)
{
	int r;

	(void)setsid();
	log_init("berth config", LOG_TO_KMSG);
	r = redirect_output();
	if (r < 0)
		log_errno(r, "open: %s", OUTPUT);
	run_user_data();
	if (access(SCRIPT_RUNCMD, F_OK) == 0)
		run_script(SCRIPT_RUNCMD);
	_exit(0);
}

int config_final(int argc, char **argv)
{
	cleanup_free char *instance = NULL;
	pid_t pid;
	int r;

	(void)argv;
	if (argc > 1) {
		log_error("config final takes no arguments");
		return EXIT_USAGE;
	}
	if (!is_any_left())
		return EXIT_OK;
	(void)read_file(SCRIPTS_INSTANCE, INSTANCE_MAX, &instance, NULL); /* if there is one */
	if (instance && setenv("INSTANCE_ID", instance, 1) < 0)
		return EXIT_PROBLEM;
	r = once_mark(CONFIG_ONCE_DIR, ONCE_SCRIPTS, instance);
	if (r < 0) {
		log_errno(r, "the commands are not run, as that cannot be remembered");
		return EXIT_PROBLEM;
	}
	pid = fork();
	if (pid == 0)
		run_in_background();
	if (pid < 0)
		log_errno(errno, "running the commands: fork");
	return pid < 0 ? EXIT_PROBLEM : EXIT_OK;
}
