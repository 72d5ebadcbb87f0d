// SPDX-License-Identifier: Apache-2.0
//
// `berth config final`: run by the service `final`, behind network and container engine. Runs what
// `berth config boot` has left, in the background: it may take minutes, and the boot does not wait
// for it. As with cloud-init it is marked as done before it begins, so that a command that restarts
// the machine does so once.

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"
#include "../../common/run.h"
#include "../../common/text.h"
#include "../command.h"
#include "../install/unattended.h"
#include "../status/proc_text.h"
#include "apply/apply_passwords.h"
#include "apply/apply_proxy.h"
#include "apply/once.h"
#include "apply/scripts.h"
#include "config_paths.h"
#include "config_report.h"
#include "final_say.h"
#include "final_services.h"

#define LOCK CONFIG_RUN_DIR "/final.lock"
#define SCRIPTS_RUNNING SCRIPTS_DIR ".running"
#define INSTANCE_MAX 4096
#define ROUTES_MAX 1048576
#define NETWORK_LIMIT_MS 120000 /* a switch that looks for loops lets nobody through for 30 s */
#define LOOK_AGAIN_US 250000
#define ENGINE "/run/containerd/containerd.sock"

static void tell(const char *name, const char *what)
{
	cleanup_free char *line =
		format_text("configuration: %s %s; see " SCRIPTS_OUTPUT, name, what);

	if (!line)
		return;
	log_warning("%s", line);
	config_report_add(line);
}

static void describe(int error, int status, const char *path, char *how, size_t size)
{
	if (error == -ENOENT && access(path, X_OK) == 0)
		(void)snprintf(how, size, "cannot be run: its interpreter is missing");
	else if (error < 0)
		(void)snprintf(how, size, "cannot be run: %s", strerror(-error));
	else
		(void)snprintf(how, size, "ended with exit status %d", status);
}

static void run_script(const char *name)
{
	cleanup_free char *path = format_text(SCRIPTS_RUNNING "/%s", name);
	const char *const argv[] = { path, NULL };
	const struct run_options options = { .directory = "/" };
	char how[64];
	int status = 0;
	int r = path ? run(argv, &options, &status, NULL) : -ENOMEM;

	if (r == 0 && status == 0) {
		log_info("%s has ended", name);
		return;
	}
	describe(r, status, path, how, sizeof(how));
	tell(name, how);
}

static int is_script(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, SCRIPTS_INSTANCE) != 0 &&
	       strcmp(entry->d_name, SCRIPTS_POWER) != 0;
}

/* In the order of their names: what of user-data is a script, then runcmd, as cloud-init does. */
static void run_all(void)
{
	struct dirent **entries = NULL;
	int count = scandir(SCRIPTS_RUNNING, &entries, is_script, alphasort);

	for (int i = 0; i < count; i++) {
		run_script(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

static bool has_gateway(void)
{
	cleanup_free char *v4 = NULL;
	cleanup_free char *v6 = NULL;
	struct string_list gateways = { 0 };
	bool found;

	if (read_file("/proc/net/route", ROUTES_MAX, &v4, NULL) == 0)
		(void)route_gateways(v4, &gateways);
	if (read_file("/proc/net/ipv6_route", ROUTES_MAX, &v6, NULL) == 0)
		(void)ipv6_route_gateways(v6, &gateways);
	found = gateways.count > 0;
	string_list_release(&gateways);
	return found;
}

/* DHCP goes on in the background where nobody answers at once. Without an answer they are run, too.
 */
static void wait_for_network(void)
{
	int64_t deadline = monotonic_ms() + NETWORK_LIMIT_MS;

	while ((!has_gateway() || access(ENGINE, F_OK) < 0) && monotonic_ms() < deadline)
		(void)usleep(LOOK_AGAIN_US);
}

/* Everything that is said from now on. */
static int redirect_output(void)
{
	cleanup_fd int fd = scripts_open_output();

	if (fd < 0)
		return fd;
	return dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0 ? -errno : 0;
}

/* A system that installs is not the machine that the commands are for. */
static bool has_scripts(const char *instance)
{
	return access(SCRIPTS_DIR, F_OK) == 0 && !unattended_is_due() &&
	       !once_is_done(CONFIG_ONCE_DIR, ONCE_SCRIPTS, instance);
}

/* Out of the way of a configuration that is read while they run. */
static int take_scripts(void)
{
	int r = remove_flat_dir(SCRIPTS_RUNNING);

	return r == 0 && rename(SCRIPTS_DIR, SCRIPTS_RUNNING) < 0 ? -errno : r;
}

/* Returns whether they have been run. */
static bool run_once(const char *instance)
{
	int r;

	wait_for_network();
	r = take_scripts();
	if (r == 0)
		r = once_mark(CONFIG_ONCE_DIR, ONCE_SCRIPTS, instance);
	if (r < 0)
		log_errno(r, "the commands are not run, as that cannot be remembered");
	else
		run_all();
	return r == 0;
}

static _Noreturn void run_in_background(const char *instance)
{
	bool ran = false;
	int lock, r;

	(void)setsid();
	log_init("berth config", LOG_TO_KMSG);
	r = redirect_output();
	if (r < 0)
		log_errno(r, "open: %s", SCRIPTS_OUTPUT);
	/* until this process ends: a second one would run the same at the same time */
	lock = lock_file(LOCK, false);
	if (lock < 0)
		_exit(0);
	if (has_scripts(instance))
		ran = run_once(instance);
	final_say();
	if (ran && access(SCRIPTS_RUNNING "/" SCRIPTS_POWER, X_OK) == 0)
		run_script(SCRIPTS_POWER);
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
	if (ssh_passwords_follow() < 0)
		tell("ssh_pwauth", "has no effect: the ssh server does not start anew");
	final_services_start();
	/* if there is one */
	(void)read_file(SCRIPTS_DIR "/" SCRIPTS_INSTANCE, INSTANCE_MAX, &instance, NULL);
	if (!has_scripts(instance) && access(FINAL_MESSAGE, F_OK) < 0)
		return EXIT_OK;
	if (instance && setenv("INSTANCE_ID", instance, 1) < 0)
		return EXIT_PROBLEM;
	r = proxy_take_over();
	if (r < 0)
		log_errno(r, "the commands are run without the proxy");
	pid = fork();
	if (pid == 0)
		run_in_background(instance);
	if (pid < 0)
		log_errno(errno, "running the commands: fork");
	return pid < 0 ? EXIT_PROBLEM : EXIT_OK;
}
