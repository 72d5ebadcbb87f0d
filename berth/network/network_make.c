// SPDX-License-Identifier: Apache-2.0
//
// From what the configuration says to a network. See network_make.h.

#include "network_make.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../config/config_paths.h"
#include "../config/config_report.h"
#include "fallback.h"
#include "net_clear.h"
#include "network_config.h"
#include "network_up.h"

/* "": there is none. */
static int read_wish(char **ret_text)
{
	int r = read_file(NETWORK_WISH, NETWORK_CONFIG_MAX, ret_text, NULL);

	if (r != -ENOENT)
		return r;
	*ret_text = strdup("");
	return *ret_text ? 0 : -ENOMEM;
}

static struct net_bounds current; /* what there is, for who takes it back */

static void say_and_report(const char *text)
{
	console_say("berth: %s", text);
	(void)config_report_add(text);
}

/* What is in force now, so that it can be taken back when something else is to be. */
static int remember(const char *config)
{
	return write_file_if_changed(NETWORK_NOW, config, 0600);
}

static void go_back(const char *good)
{
	cleanup_fd int lock = network_lock();
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };

	say_and_report("network: no gateway answers: back to the last network that had one");
	if (net_clear(&current) < 0 || network_plan(good, &plan) < 0 ||
	    network_up(good, &plan, false, &bounds) < 0 || remember(good) < 0)
		say_and_report("network: going back has failed");
	free(bounds.items);
	net_plan_release(&plan);
}

/* Another network that was made in this boot. */
static int take_back(const char *config)
{
	cleanup_free char *now = NULL;
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };
	int r = read_file(NETWORK_NOW, NETWORK_CONFIG_MAX, &now, NULL);

	if (r == -ENOENT || (r == 0 && strcmp(now, config) == 0))
		return 0;
	if (r == 0)
		r = network_plan(now, &plan);
	if (r == 0)
		r = net_find(&plan, &bounds);
	if (r == 0)
		r = net_clear(&bounds);
	free(bounds.items);
	net_plan_release(&plan);
	return r;
}

int network_make(void)
{
	cleanup_free char *config = NULL;
	struct net_plan plan = { 0 };
	int r = read_wish(&config);

	if (r == 0)
		r = network_plan(config, &plan);
	if (r < 0)
		return log_errno(r, "read: %s", NETWORK_WISH);
	fallback_end_watch();
	r = take_back(config);
	if (r == 0)
		r = remember(config);
	if (r < 0)
		log_errno(r, "what there was before cannot be taken back");
	r = network_up(config, &plan, false, &current);
	if (r == 0)
		r = fallback_watch(config, &plan, &current, go_back);
	free(current.items);
	current = (struct net_bounds){ 0 };
	net_plan_release(&plan);
	return r;
}
