// SPDX-License-Identifier: Apache-2.0
//
// Going back to the last network that worked. See fallback.h.

#include "fallback.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"
#include "../../common/number.h"
#include "../config/config_paths.h"
#include "gateway.h"
#include "network_config.h"

#define LIMIT_MS 60000 /* a switch that looks for loops lets nobody through for 30 s */
#define LOOK_AGAIN_US 500000
#define WATCH CONFIG_RUN_DIR "/network-watch.pid"
#define PID_TEXT 24

bool fallback_is_wanted(const struct net_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct net_link *link = &plan->links[i];

		if (link->dhcp4 && !link->dhcp4_no_routes)
			return true;
		for (size_t k = 0; k < link->route_count; k++)
			if (link->routes[k].to.len == 0)
				return true;
	}
	return false;
}

/* The number may be somebody else's by now. */
static bool is_watch(int64_t pid)
{
	char path[64];
	cleanup_free char *words = NULL;
	size_t len = 0;

	(void)snprintf(path, sizeof(path), "/proc/%lld/cmdline", (long long)pid);
	return read_file(path, 4096, &words, &len) == 0 && len > 0 && strstr(words, "berth");
}

static void end_earlier(void)
{
	cleanup_free char *text = NULL;
	int64_t pid = -1;

	if (read_file(WATCH, PID_TEXT, &text, NULL) == 0)
		pid = number_parse(text, INT32_MAX);
	if (pid > 1 && is_watch(pid))
		(void)kill((pid_t)pid, SIGTERM);
	(void)unlink(WATCH);
}

static void note_pid(void)
{
	char text[PID_TEXT];

	(void)snprintf(text, sizeof(text), "%d", (int)getpid());
	(void)write_file(WATCH, text, strlen(text), 0644);
}

static bool find_gateway(void)
{
	int64_t deadline = monotonic_ms() + LIMIT_MS;
	struct rtnl rtnl;
	bool found = false;

	if (rtnl_open(&rtnl) < 0)
		return true; /* nobody can tell, so nothing is taken back */
	while (!(found = gateway_answers(&rtnl)) && monotonic_ms() < deadline)
		(void)usleep(LOOK_AGAIN_US);
	rtnl_close(&rtnl);
	return found;
}

static _Noreturn void watch(const char *config, const char *good,
			    void (*go_back)(const char *config))
{
	(void)setsid();
	note_pid();
	if (find_gateway()) {
		int r = write_file_if_changed(NETWORK_GOOD, config, 0600);

		if (r < 0)
			log_errno(r, "write: %s", NETWORK_GOOD);
	} else if (good) {
		go_back(good);
	}
	(void)unlink(WATCH);
	_exit(0);
}

int fallback_watch(const char *config, const struct net_plan *plan,
		   void (*go_back)(const char *config))
{
	cleanup_free char *good = NULL;
	pid_t pid;

	end_earlier();
	(void)read_file(NETWORK_GOOD, NETWORK_CONFIG_MAX, &good, NULL);
	if (!fallback_is_wanted(plan) || (good && strcmp(good, config) == 0))
		return 0;
	pid = fork();
	if (pid == 0)
		watch(config, good, go_back);
	return pid < 0 ? -errno : 0;
}
