// SPDX-License-Identifier: Apache-2.0
//
// `berth network ...`: makes the network what the configuration says.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../command.h"
#include "../config/config_paths.h"
#include "../config/config_report.h"
#include "dhcp.h"
#include "fallback.h"
#include "net_apply.h"
#include "net_clear.h"
#include "net_plan_read.h"
#include "network_config.h"
#include "resolv_conf.h"

static const char up_help[] =
	"Usage: berth network up\n"
	"\n"
	"Run by init at each boot. Makes the interfaces that network-config names, with their\n"
	"addresses and routes, and starts a DHCP client on each that wants one. Without a\n"
	"network-config that is every wired interface. If no gateway answers within a minute, it\n"
	"goes back to the last network that had one.\n"
	"Exit status: 0, or 1 if the kernel refuses all of it. What cannot be had is told on the\n"
	"console and by 'berth config show', and is no failure.\n";

/* "": there is none. */
static int read_wish(char **ret_text)
{
	int r = read_file(NETWORK_WISH, NETWORK_CONFIG_MAX, ret_text, NULL);

	if (r != -ENOENT)
		return r;
	*ret_text = strdup("");
	return *ret_text ? 0 : -ENOMEM;
}

/* Its mistakes have been told by who left it there. */
static int make_plan(const char *config, struct net_plan *plan)
{
	struct diag_list ignored;
	int r;

	diag_init(&ignored, "network-config");
	r = net_plan_read(config, &ignored, plan);
	diag_free(&ignored);
	return r;
}

static void tell(const struct diag_list *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct diag *d = &problems->items[i];
		cleanup_free char *line = d->line ? format_text("%s:%u:%u: %s", problems->file,
								d->line, d->column, d->text)
						  : format_text("%s: %s", problems->file, d->text);

		if (!line)
			continue;
		console_say("berth: %s", line);
		config_report_add(line);
	}
}

/* Name servers before the clients, which may find some before this returns. */
static int bring_up(const struct net_plan *plan, struct net_bounds *bounds)
{
	struct diag_list problems;
	int r;

	diag_init(&problems, "network-config");
	r = net_apply(plan, &problems, bounds);
	if (r == 0 && bounds->count == 0 && !plan->disabled)
		log_warning("this machine has no wired interface");
	if (r == 0)
		r = resolv_conf_apply(plan, bounds);
	if (r == 0)
		r = dhcp_start(bounds, &problems);
	if (r < 0)
		log_errno(r, "the network");
	tell(&problems);
	diag_free(&problems);
	return r;
}

static struct net_bounds current; /* what there is, for who takes it back */

static void say_and_report(const char *text)
{
	console_say("berth: %s", text);
	config_report_add(text);
}

/* What is in force now, so that it can be taken back when something else is to be. */
static int remember(const char *config)
{
	return write_file_if_changed(NETWORK_NOW, config, 0600);
}

static void go_back(const char *good)
{
	struct net_bounds bounds = { 0 };
	struct net_plan plan = { 0 };

	say_and_report("network-config: no gateway answers: back to the last network that had one");
	if (net_clear(&current) < 0 || make_plan(good, &plan) < 0 || bring_up(&plan, &bounds) < 0 ||
	    remember(good) < 0)
		say_and_report("network-config: going back has failed");
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

static const char resolv_help[] =
	"Usage: berth network resolv\n"
	"\n"
	"Run by DHCP clients. Puts /etc/resolv.conf together of the parts in " RESOLV_PARTS ".\n"
	"Exit status: 0, or 1 if it cannot be written.\n";

static int resolv(int argc, char **argv)
{
	bool help = command_wants_help(argc, argv);
	int r;

	if (argc != 1) {
		(void)fputs(resolv_help, help ? stdout : stderr);
		return help ? EXIT_OK : EXIT_USAGE;
	}
	r = resolv_conf_join();
	if (r < 0)
		log_errno(r, "write: /etc/resolv.conf");
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}

static int make_network(void)
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
	r = bring_up(&plan, &current);
	if (r == 0)
		r = fallback_watch(config, &plan, &current, go_back);
	free(current.items);
	net_plan_release(&plan);
	return r;
}

static int up(int argc, char **argv)
{
	bool help = command_wants_help(argc, argv);

	if (argc != 1) {
		(void)fputs(up_help, help ? stdout : stderr);
		return help ? EXIT_OK : EXIT_USAGE;
	}
	log_init("network", LOG_TO_KMSG);
	return make_network() < 0 ? EXIT_PROBLEM : EXIT_OK;
}

int command_network(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "up", "", "make the network what the configuration says (run by init)", up },
		{ "resolv", "", "put /etc/resolv.conf together (run by DHCP clients)", resolv },
		{ 0 },
	};

	return command_run("berth network", "berth network: the machine's network.", commands, argc,
			   argv);
}
