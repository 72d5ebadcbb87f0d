// SPDX-License-Identifier: Apache-2.0
//
// The words of the command line for an installation without questions. See unattended.h.

#include "unattended.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "machine_args.h"

/* A missing key leaves NULL. */
static int optional(const char *cmdline, const char *key, char **ret_value)
{
	int r = cmdline_get(cmdline, key, ret_value);

	return r == -ENOENT ? 0 : r;
}

static int parse_then(const char *then, bool *ret_reboot, const char **ret_problem)
{
	*ret_reboot = then && strcmp(then, "reboot") == 0;
	if (!then || *ret_reboot || strcmp(then, "poweroff") == 0)
		return 0;
	*ret_problem = "berth.install.then is poweroff or reboot";
	return -EINVAL;
}

static int check(const struct unattended *u, const char **ret_problem)
{
	if (u->disk && !*u->disk)
		*ret_problem = "berth.install needs a disk: berth.install=sda, or =auto";
	else if (u->disk && u->args)
		*ret_problem = machine_args_problem(u->args);
	return *ret_problem ? -EINVAL : 0;
}

int unattended_parse(const char *cmdline, struct unattended *ret, const char **ret_problem)
{
	struct unattended u = { 0 };
	cleanup_free char *then = NULL;
	cleanup_free char *force = NULL;
	int r = optional(cmdline, "berth.install", &u.disk);

	*ret_problem = NULL;
	if (r == 0)
		r = optional(cmdline, "berth.install.args", &u.args);
	if (r == 0)
		r = optional(cmdline, "berth.install.then", &then);
	if (r == 0)
		r = optional(cmdline, "berth.install.force", &force);
	u.force = force != NULL;
	if (r == 0)
		r = parse_then(then, &u.reboot, ret_problem);
	if (r == 0)
		r = check(&u, ret_problem);
	if (r < 0) {
		unattended_release(&u);
		return r;
	}
	*ret = u;
	return 0;
}

int unattended_decide(int parsed, int from_slot)
{
	if (from_slot > 0)
		return 0;
	if (parsed < 0)
		return parsed;
	return from_slot < 0 ? from_slot : 1;
}

void unattended_release(struct unattended *unattended)
{
	free(unattended->disk);
	free(unattended->args);
	*unattended = (struct unattended){ 0 };
}
