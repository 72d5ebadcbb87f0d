// SPDX-License-Identifier: Apache-2.0
//
// The proxy. See apply_proxy.h.

#include "apply_proxy.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/monotonic.h"
#include "../../../common/text.h"
#include "../../rc_service.h"
#include "../config_paths.h"
#include "../config_report.h"
#include "proxy_text.h"

#define CONF_D "/etc/conf.d"
#define PROFILE "/etc/profile.d/proxy.sh"
#define LIMIT_MS 15000 /* to start the engine anew: the network, and log-ins, wait for it */
#define BUILDER_LIMIT_MS 300000 /* in the background */
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

/* Returns 1 if it has to be started anew, 0 if not, or if there is none, or a negative errno. */
static int put_for_service(const char *name, const char *text)
{
	cleanup_free char *path = format_text(CONF_D "/%s", name);
	cleanup_free char *link = format_text(SERVICE_RUNLEVEL "/%s", name);

	if (!path || !link)
		return -ENOMEM;
	return access(link, F_OK) < 0 ? 0 : put(path, text, 0600);
}

static int tell_engine(const char *text)
{
	int r = put_for_service("containerd", text);

	return r > 0 ? rc_service("containerd", "restart", monotonic_ms() + LIMIT_MS) : r;
}

/* It waits for the network, and that for the caller. */
static int restart_builder(void)
{
	pid_t pid = fork();
	int r;

	if (pid != 0)
		return pid < 0 ? -errno : 0;
	(void)setsid();
	r = rc_service("buildkitd", "restart", monotonic_ms() + BUILDER_LIMIT_MS);
	if (r < 0)
		config_report_add(
			"configuration: buildkitd does not use the proxy; rc-status says why");
	_exit(0);
}

static int tell_builder(const char *text)
{
	int r = put_for_service("buildkitd", text);

	return r > 0 ? restart_builder() : r;
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
	if (r >= 0)
		r = tell_engine(text);
	return r < 0 ? r : tell_builder(text);
}

int apply_proxy(const struct user_proxy *proxy, struct diag_list *problems)
{
	int r = tell_all(proxy);

	if (r < 0)
		diag_add(problems, 0, 0, "the proxy is not used everywhere: %s", rc_service_why(r));
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
