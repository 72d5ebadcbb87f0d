// SPDX-License-Identifier: Apache-2.0
//
// From what the configuration says to a network. See network_make.h.

#include "network_make.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"
#include "../../common/text.h"
#include "../config/config_paths.h"
#include "../config/config_report.h"
#include "dhcp.h"
#include "fallback.h"
#include "first_names.h"
#include "net_apply.h"
#include "net_clear.h"
#include "network_cmdline.h"
#include "network_config.h"
#include "resolv_conf.h"

#define LOCK CONFIG_RUN_DIR "/network.lock"

/* "": there is none. */
static int read_wish(char **ret_text)
{
	int r = read_file(NETWORK_WISH, NETWORK_CONFIG_MAX, ret_text, NULL);

	if (r != -ENOENT)
		return r;
	*ret_text = strdup("");
	return *ret_text ? 0 : -ENOMEM;
}

static int parse_cmdline(const char *words, struct diag_list *problems, struct net_plan *plan)
{
	struct network_cmdline cmdline;
	int r = network_cmdline_parse(words, problems, &cmdline);

	if (r < 0)
		return r;
	*plan = cmdline.plan;
	cmdline.plan = (struct net_plan){ 0 };
	network_cmdline_release(&cmdline);
	return 0;
}

/* Its mistakes have been told by who left it there. */
static int make_plan(const char *config, struct net_plan *plan)
{
	struct diag_list ignored;
	int r;

	if (!*config)
		return net_plan_default(plan);
	diag_init(&ignored, "");
	r = network_cmdline_is(config)
		    ? parse_cmdline(config, &ignored, plan)
		    : network_config_parse(config, strlen(config), &ignored, plan);
	diag_free(&ignored);
	return r;
}

/* What names itself is told once, however often it is tried. */
static void tell(const struct diag_list *problems, bool again)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct diag *d = &problems->items[i];
		cleanup_free char *line = d->line ? format_text("%s:%u:%u: %s", problems->file,
								d->line, d->column, d->text)
						  : format_text("%s: %s", problems->file, d->text);

		if (line && (config_report_add(line) || !again))
			console_say("berth: %s", line);
	}
}

/* Name servers before the clients, which may find some before this returns. */
static int bring_up(const char *config, const struct net_plan *plan, bool again,
		    struct net_bounds *bounds)
{
	struct diag_list problems;
	int r;

	diag_init(&problems, network_cmdline_is(config) ? NETWORK_CMDLINE : "network-config");
	r = again ? net_apply_missing(plan, &problems, bounds) : net_apply(plan, &problems, bounds);
	if (r == 0 && bounds->count == 0 && !plan->disabled && !again)
		log_warning("this machine has no wired interface");
	if (r == 0)
		r = resolv_conf_apply(plan, bounds);
	if (r == 0)
		r = dhcp_start(bounds, &problems);
	if (r < 0)
		log_errno(r, "the network");
	tell(&problems, again);
	diag_free(&problems);
	return r;
}

/*
 * There are two that may change it: who looks after it, and who takes it back. A lock of the
 * process, which clients that it starts do not have. Returns a descriptor or a negative errno.
 */
static int lock_network(void)
{
	cleanup_fd int fd = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || lockf(fd, F_LOCK, 0) < 0)
		return -errno;
	return take_fd(&fd);
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
	cleanup_fd int lock = lock_network();
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };

	say_and_report("network: no gateway answers: back to the last network that had one");
	if (net_clear(&current) < 0 || make_plan(good, &plan) < 0 ||
	    bring_up(good, &plan, false, &bounds) < 0 || remember(good) < 0)
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
		r = make_plan(now, &plan);
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
		r = make_plan(config, &plan);
	if (r < 0)
		return log_errno(r, "read: %s", NETWORK_WISH);
	fallback_end_watch();
	r = take_back(config);
	if (r == 0)
		r = remember(config);
	if (r < 0)
		log_errno(r, "what there was before cannot be taken back");
	r = bring_up(config, &plan, false, &current);
	if (r == 0)
		r = fallback_watch(config, &plan, &current, go_back);
	free(current.items);
	current = (struct net_bounds){ 0 };
	net_plan_release(&plan);
	return r;
}

/* The plan of the network that is in force. */
static int read_now(char **ret_config, struct net_plan *plan)
{
	int r = read_file(NETWORK_NOW, NETWORK_CONFIG_MAX, ret_config, NULL);

	return r < 0 ? r : make_plan(*ret_config, plan);
}

static int read_links(struct kernel_links *links)
{
	struct rtnl rtnl;
	int r = rtnl_open(&rtnl);

	if (r < 0)
		return r;
	r = kernel_links_read(&rtnl, links);
	if (r == 0)
		first_names_read(links);
	rtnl_close(&rtnl);
	return r;
}

int network_follow(struct link_watch *watch)
{
	cleanup_free char *config = NULL;
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };
	struct kernel_links links = { 0 };
	int r = read_now(&config, &plan);

	if (r == 0)
		r = net_find(&plan, &bounds);
	if (r == 0)
		r = read_links(&links);
	if (r == 0)
		r = link_watch_follow(watch, &links, &plan, &bounds, monotonic_ms());
	kernel_links_release(&links);
	free(bounds.items);
	net_plan_release(&plan);
	return r;
}

static void forget_gone(const struct link_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++)
		if (watch->items[i].gone)
			dhcp_forget(watch->items[i].name);
}

static void renew_back(const struct link_watch *watch, const struct net_bounds *bounds)
{
	for (size_t i = 0; i < bounds->count; i++)
		if (link_watch_is_back(watch, bounds->items[i].index))
			dhcp_renew(&bounds->items[i]);
}

int network_mend(const struct link_watch *watch)
{
	cleanup_fd int lock = lock_network();
	cleanup_free char *config = NULL;
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };
	int r = lock < 0 ? lock : read_now(&config, &plan);

	if (r == 0) {
		forget_gone(watch);
		r = bring_up(config, &plan, true, &bounds);
	}
	if (r == 0)
		renew_back(watch, &bounds);
	free(bounds.items);
	net_plan_release(&plan);
	return r;
}
