// SPDX-License-Identifier: Apache-2.0
//
// Going back to the last network that worked. See fallback.h.

#include "fallback.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/number.h"
#include "../../common/process.h"
#include "../../common/text.h"
#include "../config/config_paths.h"
#include "gateway.h"
#include "network_config.h"

#define LIMIT_MS 60000 /* a switch that looks for loops lets nobody through for 30 s */
#define LOOK_AGAIN_MS 500
#define LOOK_AT_CABLE_MS 5000 /* which may be out for months */
#define FORWARD_DELAY_S 15 /* of a bridge that says nothing about it */
#define LEASE_MAX 4096
#define WATCH CONFIG_RUN_DIR "/network-watch.pid"
#define PID_TEXT 24

bool fallback_is_wanted(const struct net_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (gateway_is_wanted(&plan->links[i], AF_INET) ||
		    gateway_is_wanted(&plan->links[i], AF_INET6))
			return true;
	return false;
}

/* A bridge with STP listens, and then learns, before it lets anybody through. */
int64_t fallback_limit_ms(const struct net_plan *plan)
{
	int64_t longest_s = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct net_bridge *bridge = &plan->links[i].bridge;
		int64_t delay_s =
			bridge->forward_delay_s < 0 ? FORWARD_DELAY_S : bridge->forward_delay_s;

		if (plan->links[i].kind == NET_BRIDGE && bridge->stp == 1 &&
		    2 * delay_s > longest_s)
			longest_s = 2 * delay_s;
	}
	return LIMIT_MS + longest_s * 1000;
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

void fallback_end_watch(void)
{
	cleanup_free char *text = NULL;
	int64_t pid = -1;

	if (read_file(WATCH, PID_TEXT, &text, NULL) == 0)
		pid = number_parse(text, INT32_MAX);
	if (pid > 1 && is_watch(pid))
		process_end((pid_t)pid);
	(void)unlink(WATCH);
}

static void note_pid(void)
{
	char text[PID_TEXT];

	(void)snprintf(text, sizeof(text), "%d", (int)getpid());
	(void)write_file(WATCH, text, strlen(text), 0644);
}

static bool has_carrier(const struct net_bound *bound)
{
	cleanup_free char *path = format_text("/sys/class/net/%s/carrier", bound->name);
	cleanup_free char *text = NULL;

	return path && read_file(path, PID_TEXT, &text, NULL) == 0 && *text == '1';
}

/* A lease that has no router in it is what that network has to offer. */
static bool has_lease_without_router(const struct net_bound *bound)
{
	cleanup_free char *path = format_text("/run/udhcpc.%s.lease", bound->name);
	cleanup_free char *text = NULL;
	const char *end;

	if (!bound->link->dhcp4 || !path || read_file(path, LEASE_MAX, &text, NULL) < 0)
		return false;
	end = strchr(text, '\n');
	return end && !end[1];
}

static bool any(const struct net_bounds *bounds, bool (*is)(const struct net_bound *bound))
{
	for (size_t i = 0; i < bounds->count; i++)
		if ((gateway_is_wanted(bounds->items[i].link, AF_INET) ||
		     gateway_is_wanted(bounds->items[i].link, AF_INET6)) &&
		    is(&bounds->items[i]))
			return true;
	return false;
}

/* Time without a cable does not count: that is no fault of the configuration. */
static bool find_gateway(const struct net_bounds *bounds, int64_t limit_ms)
{
	struct rtnl rtnl;
	bool found = false;

	if (rtnl_open(&rtnl) < 0)
		return true; /* nobody can tell, so nothing is taken back */
	for (int64_t spent_ms = 0; !found && spent_ms < limit_ms;) {
		bool carrier = any(bounds, has_carrier);

		found = gateway_answers(&rtnl, bounds) || any(bounds, has_lease_without_router);
		if (!found)
			(void)usleep((carrier ? LOOK_AGAIN_MS : LOOK_AT_CABLE_MS) * 1000);
		spent_ms += carrier ? LOOK_AGAIN_MS : 0;
	}
	rtnl_close(&rtnl);
	return found;
}

struct watch {
	const char *config, *good;
	const struct net_bounds *bounds;
	int64_t limit_ms;
	void (*go_back)(const char *config);
};

static _Noreturn void watch(const struct watch *w)
{
	(void)setsid();
	std_to_null();
	note_pid();
	if (find_gateway(w->bounds, w->limit_ms)) {
		int r = write_file_if_changed(NETWORK_GOOD, w->config, 0600);

		if (r < 0)
			log_errno(r, "write: %s", NETWORK_GOOD);
	} else if (w->good) {
		w->go_back(w->good);
	}
	(void)unlink(WATCH);
	_exit(0);
}

int fallback_watch(const char *config, const struct net_plan *plan, const struct net_bounds *bounds,
		   void (*go_back)(const char *config))
{
	cleanup_free char *good = NULL;
	struct watch w = { .config = config,
			   .bounds = bounds,
			   .limit_ms = fallback_limit_ms(plan),
			   .go_back = go_back };
	pid_t pid;

	(void)read_file(NETWORK_GOOD, NETWORK_CONFIG_MAX, &good, NULL);
	w.good = good;
	if (!fallback_is_wanted(plan) || (good && strcmp(good, config) == 0))
		return 0;
	pid = fork();
	if (pid == 0)
		watch(&w);
	return pid < 0 ? -errno : 0;
}
