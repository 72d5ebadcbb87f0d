// SPDX-License-Identifier: Apache-2.0
//
// The proxy. See apply_proxy.h.

#include "apply_proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/log.h"
#include "../../../common/monotonic.h"
#include "../../../common/text.h"
#include "../../rc_service.h"
#include "../config_paths.h"
#include "../config_report.h"
#include "proxy_text.h"

#define CONF_D "/etc/conf.d"
#define PROFILE "/etc/profile.d/proxy.sh"
#define WAIT_MS 4000 /* for the engine: the network, and log-ins, wait for it */
#define RESTART_MS 300000 /* in the background */
#define DONE 3 /* descriptor in there */
#define OLD_MAX 65536 /* bytes: more than the three of them can be */

/* Without a proxy, what somebody else has put there stays. */
static bool is_ours(const char *path)
{
	cleanup_free char *old = NULL;

	return read_file(path, OLD_MAX, &old, NULL) == 0 &&
	       strncmp(old, PROXY_TEXT_MARK, strlen(PROXY_TEXT_MARK)) == 0;
}

/* @text: NULL = none is to be there. Returns 1 if that was a change, 0 if not, a negative errno. */
static int put(const char *path, const char *text, mode_t mode)
{
	cleanup_free char *old = NULL;
	int r;

	if (!text) {
		if (!is_ours(path))
			return 0;
		return unlink(path) < 0 ? -errno : 1;
	}
	if (read_file(path, OLD_MAX, &old, NULL) == 0 && strcmp(old, text) == 0)
		return 0;
	if (old && !is_ours(path))
		return -EEXIST;
	r = make_dirs(CONF_D, 0755);
	if (r == 0)
		r = write_file(path, text, strlen(text), mode);
	return r < 0 ? r : 1;
}

static int leave_variables(const struct user_proxy *proxy)
{
	cleanup_free char *text = NULL;
	int r;

	if (!user_proxy_is_given(proxy))
		return unlink(PROXY_VARIABLES) < 0 && errno != ENOENT ? -errno : 0;
	r = proxy_text_make(proxy, false, &text);
	return r < 0 ? r : write_file_if_changed(PROXY_VARIABLES, text, 0600);
}

/* Services that have it in their environment, in the order in which they need each other. */
static const char *const services[] = { "containerd", "buildkitd" };
#define SERVICES (sizeof(services) / sizeof(services[0]))

/* Returns 1 if it has to be started anew, 0 if not, or if there is none, or a negative errno. */
static int put_for_service(const char *name, const char *text)
{
	cleanup_free char *path = format_text(CONF_D "/%s", name);
	cleanup_free char *link = format_text(SERVICE_RUNLEVEL "/%s", name);

	if (!path || !link)
		return -ENOMEM;
	return access(link, F_OK) < 0 ? 0 : put(path, text, 0600);
}

/* Of one that has not been started anew, another try is to find that it is to be. */
static void restart(const char *name)
{
	cleanup_free char *path = format_text(CONF_D "/%s", name);
	cleanup_free char *line =
		format_text("configuration: %s does not use the proxy; rc-status says why", name);

	if (rc_service(name, "restart", monotonic_ms() + RESTART_MS) == 0)
		return;
	if (path)
		(void)unlink(path);
	if (line)
		config_report_add(line);
}

/* Has nothing of the caller's but the pipe, which is closed when the first service is there. */
static _Noreturn void restart_in_background(const bool *again, int done)
{
	(void)setsid();
	std_to_null();
	if (dup2(done, DONE) < 0 || syscall(SYS_close_range, DONE + 1, ~0U, 0) < 0)
		_exit(1);
	log_init("berth config", LOG_TO_KMSG);
	for (size_t i = 0; i < SERVICES; i++) {
		if (again[i])
			restart(services[i]);
		(void)close(DONE);
	}
	_exit(0);
}

/*
 * The image builder waits for the network, which waits for the caller, and so may others that need
 * the engine: that is waited for only so long as it takes by itself.
 */
static int restart_services(const bool *again)
{
	int ends[2];
	struct pollfd done;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		restart_in_background(again, ends[1]);
	(void)close(ends[1]);
	done = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	if (pid > 0)
		(void)poll(&done, 1, WAIT_MS);
	(void)close(ends[0]);
	return pid < 0 ? -EAGAIN : 0;
}

static int tell_services(const char *text)
{
	bool again[SERVICES] = { false };
	int result = 0;

	for (size_t i = 0; i < SERVICES; i++) {
		int r = put_for_service(services[i], text);

		again[i] = r > 0;
		result = r < 0 ? r : result;
	}
	for (size_t i = 0; i < SERVICES; i++)
		if (again[i]) {
			int r = restart_services(again);

			return r < 0 ? r : result;
		}
	return result;
}

/* A log-in shell of somebody who may not read the file goes on without. */
static int tell_all(const struct user_proxy *proxy)
{
	cleanup_free char *text = NULL;
	int r = user_proxy_is_given(proxy) ? proxy_text_make(proxy, true, &text) : 0;

	if (r == 0)
		r = leave_variables(proxy);
	if (r == 0)
		r = put(PROFILE, text, user_proxy_is_secret(proxy) ? 0600 : 0644);
	return r < 0 ? r : tell_services(text);
}

int apply_proxy(const struct user_proxy *proxy, struct diag_list *problems)
{
	int r = tell_all(proxy);

	if (r < 0)
		diag_add(problems, 0, 0, "the proxy is not used everywhere: %s",
			 r == -EEXIST ? "there is a file of somebody else in " CONF_D " or " PROFILE
				      : strerror(-r));
	return r;
}

int proxy_take_over(void)
{
	cleanup_free char *text = NULL;
	int r = read_file(PROXY_VARIABLES, OLD_MAX, &text, NULL);
	char *rest = text;

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		char *value = strchr(line, '=');

		if (!value)
			continue;
		*value++ = '\0';
		if (setenv(line, value, 1) < 0)
			return -errno;
	}
	return 0;
}
