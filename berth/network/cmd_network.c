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
#include "net_apply.h"
#include "network_config.h"
#include "resolv_conf.h"

static const char up_help[] =
	"Usage: berth network up\n"
	"\n"
	"Run by init at each boot. Makes the interfaces that network-config names, with their\n"
	"addresses and routes, and starts a DHCP client on each that wants one. Without a\n"
	"network-config that is every wired interface.\n"
	"Exit status: 0, or 1 if the kernel refuses all of it. What cannot be had is told on the\n"
	"console and by 'berth config show', and is no failure.\n";

/* Its mistakes have been told by who left it there. */
static int read_plan(struct net_plan *plan)
{
	cleanup_free char *text = NULL;
	struct diag_list ignored;
	size_t len = 0;
	int r = read_file(NETWORK_WISH, NETWORK_CONFIG_MAX, &text, &len);

	if (r == -ENOENT)
		return net_plan_default(plan);
	if (r < 0)
		return r;
	diag_init(&ignored, "network-config");
	r = network_config_parse(text, len, &ignored, plan);
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
static int bring_up(const struct net_plan *plan, struct diag_list *problems)
{
	struct net_bounds bounds = { 0 };
	int r = net_apply(plan, problems, &bounds);

	if (r < 0)
		return r;
	if (bounds.count == 0)
		log_warning("this machine has no wired interface");
	r = resolv_conf_apply(plan, &bounds);
	if (r < 0)
		diag_add(problems, 0, 0, "cannot write /etc/resolv.conf: %s", strerror(-r));
	r = dhcp_start(&bounds, problems);
	free(bounds.items);
	return r;
}

static const char resolv_help[] =
	"Usage: berth network resolv\n"
	"\n"
	"Run by DHCP clients. Puts /etc/resolv.conf together of the parts in " RESOLV_PARTS ".\n"
	"Exit status: 0, or 1 if it cannot be written.\n";

static int resolv(int argc, char **argv)
{
	int r;

	(void)argv;
	if (argc != 1) {
		(void)fputs(resolv_help, argc == 2 ? stdout : stderr);
		return argc == 2 ? EXIT_OK : EXIT_USAGE;
	}
	r = resolv_conf_join();
	if (r < 0)
		log_errno(r, "write: /etc/resolv.conf");
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}

static int up(int argc, char **argv)
{
	struct net_plan plan = { 0 };
	struct diag_list problems;
	int r;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		(void)fputs(up_help, stdout);
		return EXIT_OK;
	}
	if (argc != 1) {
		(void)fputs(up_help, stderr);
		return EXIT_USAGE;
	}
	log_init("network", LOG_TO_KMSG);
	diag_init(&problems, "network-config");
	r = read_plan(&plan);
	if (r == 0)
		r = bring_up(&plan, &problems);
	if (r < 0)
		log_errno(r, "the network");
	tell(&problems);
	diag_free(&problems);
	net_plan_release(&plan);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
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
