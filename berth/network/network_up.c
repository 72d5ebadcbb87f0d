// SPDX-License-Identifier: Apache-2.0
//
// Making a network. See network_up.h.

#include "network_up.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../config/config_paths.h"
#include "../config/config_report.h"
#include "dhcp.h"
#include "net_plan_read.h"
#include "network_cmdline.h"
#include "resolv_conf.h"

#define LOCK CONFIG_RUN_DIR "/network.lock"

int network_plan(const char *config, struct net_plan *plan)
{
	struct diag_list ignored;
	int r;

	diag_init(&ignored, "");
	r = net_plan_read(config, &ignored, plan);
	diag_free(&ignored);
	return r;
}

/* What was tried before is told once. */
static void tell(const struct diag_list *problems, bool missing)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct diag *d = &problems->items[i];
		cleanup_free char *line = d->line ? format_text("%s:%u:%u: %s", problems->file,
								d->line, d->column, d->text)
						  : format_text("%s: %s", problems->file, d->text);

		if (line && (config_report_add(line) || !missing))
			console_say("berth: %s", line);
	}
}

/* Name servers before the clients, which may find some before this returns. */
int network_up(const char *config, const struct net_plan *plan, bool missing,
	       struct net_bounds *bounds)
{
	struct diag_list problems;
	int r;

	diag_init(&problems, network_cmdline_is(config) ? NETWORK_CMDLINE : "network-config");
	r = missing ? net_apply_missing(plan, &problems, bounds)
		    : net_apply(plan, &problems, bounds);
	if (r == 0 && bounds->count == 0 && !plan->disabled && !missing)
		log_warning("this machine has no wired interface");
	if (r == 0)
		r = resolv_conf_apply(plan, bounds);
	if (r == 0)
		r = dhcp_start(bounds, &problems);
	if (r < 0)
		log_errno(r, "the network");
	tell(&problems, missing);
	diag_free(&problems);
	return r;
}

/* Of the process: a client that is started meanwhile does not have it. */
int network_lock(void)
{
	cleanup_fd int fd = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || lockf(fd, F_LOCK, 0) < 0)
		return -errno;
	return take_fd(&fd);
}
