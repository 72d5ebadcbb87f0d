// SPDX-License-Identifier: Apache-2.0
//
// What waits for something. See config_later.h.

#include "config_later.h"

static void print_commands(const char *key, bool done, FILE *out)
{
	(void)fprintf(out, "%s: %s\n", key,
		      done ? "has been done for this instance, and is not done again"
			   : "at next boot, or now with 'rc-service final restart'");
}

void config_later_print(const struct user_data *user, bool commands_done, FILE *out)
{
	if (user->bootcmd)
		(void)fputs("bootcmd: at next boot\n", out);
	if (user->runcmd)
		print_commands("runcmd", commands_done, out);
	if (user->power)
		print_commands("power_state", commands_done, out);
	if (user->ca_certs.trusted.count > 0 || user->ca_certs.remove_defaults)
		(void)fputs("ca_certs: for programs that start from now on; for the container "
			    "engine at next boot, or now with 'rc-service containerd restart'\n",
			    out);
	if (user->final_message)
		(void)fputs("final_message: at next boot\n", out);
	if (user->berth.install.disk)
		(void)fputs("berth.install: only when a live system starts\n", out);
}
