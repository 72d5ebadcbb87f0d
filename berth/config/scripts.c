// SPDX-License-Identifier: Apache-2.0
//
// The commands of the configuration, at the beginning of a boot. See scripts.h.

#include "scripts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/run.h"
#include "../../common/text.h"
#include "config_paths.h"
#include "once.h"

#define BOOT_LIMIT_MS 30000 /* the network, and log-ins, wait for it */

static int write_script(const char *path, const char *text)
{
	int r = make_dirs(SCRIPTS_DIR, 0700);

	return r < 0 ? r : write_file(path, text, strlen(text), 0700);
}

static int say(struct diag_list *problems, int r, const char *what)
{
	if (r < 0)
		diag_add(problems, 0, 0, "%s: %s", what, strerror(-r));
	return r;
}

int scripts_boot(const struct user_data *user, const char *instance, struct diag_list *problems)
{
	static const char *const argv[] = { SCRIPTS_DIR "/bootcmd", NULL };
	const struct run_options options = { .timeout_ms = BOOT_LIMIT_MS, .directory = "/" };
	int status = 0;
	int r;

	if (!user->bootcmd)
		return 0;
	r = write_script(argv[0], user->bootcmd);
	if (r == 0 && instance && setenv("INSTANCE_ID", instance, 1) < 0)
		r = -errno;
	if (r == 0)
		r = run(argv, &options, &status, NULL);
	if (r == -ETIMEDOUT) {
		diag_add(problems, 0, 0, "bootcmd did not end within %d s and was killed",
			 BOOT_LIMIT_MS / 1000);
		return r;
	}
	if (status != 0)
		diag_add(problems, 0, 0,
			 "bootcmd ended with exit status %d; the kernel log has what it said",
			 status);
	return say(problems, r, "bootcmd cannot be run");
}

/* In the order of the file: the numbers have as many digits as there can be parts. */
static int leave_script(size_t number, const char *text)
{
	cleanup_free char *path = format_text(SCRIPTS_USER_DATA "/part-%03zu", number + 1);
	int r = path ? make_dirs(SCRIPTS_USER_DATA, 0700) : -ENOMEM;

	return r < 0 ? r : write_file(path, text, strlen(text), 0700);
}

int scripts_leave(const struct user_data *user, const char *instance, struct diag_list *problems)
{
	int r = 0;

	if ((!user->runcmd && user->scripts.count == 0) ||
	    once_is_done(CONFIG_ONCE_DIR, ONCE_SCRIPTS, instance))
		return 0;
	for (size_t i = 0; i < user->scripts.count && r == 0; i++)
		r = leave_script(i, user->scripts.items[i]);
	if (r == 0 && user->runcmd)
		r = write_script(SCRIPT_RUNCMD, user->runcmd);
	if (r == 0 && instance)
		r = write_file(SCRIPTS_INSTANCE, instance, strlen(instance), 0600);
	return say(problems, r, "its commands cannot be run");
}
