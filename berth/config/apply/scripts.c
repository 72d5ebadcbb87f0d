// SPDX-License-Identifier: Apache-2.0
//
// The commands of the configuration, at the beginning of a boot. See scripts.h.

#include "scripts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/run.h"
#include "../../../common/text.h"
#include "../config_paths.h"
#include "once.h"

/*
 * The network, and log-ins, wait for it. With all else that has a limit (sources, files, services,
 * the engine) it is less than the 60 s that a service has for its start.
 */
#define BOOT_LIMIT_MS 30000
#define OUTPUT_MAX 262144 /* bytes of what bootcmd says */
#define FRESH SCRIPTS_DIR ".new"

static int write_script(const char *path, const char *text)
{
	return write_file(path, text, strlen(text), 0700);
}

int scripts_open_output(void)
{
	int fd = open(SCRIPTS_OUTPUT, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

	return fd < 0 ? -errno : fd;
}

/* What cannot be kept is no reason for anything. */
static void keep_output(const char *output)
{
	cleanup_fd int fd = scripts_open_output();

	if (fd >= 0)
		(void)write_all(fd, output, strlen(output));
}

static int run_bootcmd(struct diag_list *problems)
{
	static const char *const argv[] = { BOOTCMD, NULL };
	const struct run_options options = { .timeout_ms = BOOT_LIMIT_MS,
					     .directory = "/",
					     .output_max = OUTPUT_MAX };
	cleanup_free char *output = NULL;
	int status = 0;
	int r = run(argv, &options, &status, &output);

	if (output)
		keep_output(output);
	if (r == -ETIMEDOUT)
		diag_add(problems, 0, 0, "bootcmd did not end within %d s and was killed",
			 BOOT_LIMIT_MS / 1000);
	else if (r < 0)
		diag_add(problems, 0, 0, "bootcmd cannot be run: %s", strerror(-r));
	else if (status != 0)
		diag_add(problems, 0, 0, "bootcmd ended with exit status %d; see " SCRIPTS_OUTPUT,
			 status);
	return r;
}

int scripts_boot(const struct user_data *user, const char *instance, struct diag_list *problems)
{
	int r;

	if (!user->bootcmd)
		return 0;
	r = write_script(BOOTCMD, user->bootcmd);
	if (r == 0 && instance && setenv("INSTANCE_ID", instance, 1) < 0)
		r = -errno;
	if (r == 0)
		return run_bootcmd(problems);
	diag_add(problems, 0, 0, "bootcmd cannot be run: %s", strerror(-r));
	return r;
}

/* In the order of the file: the numbers have as many digits as there can be parts. */
static int leave_script(size_t number, const char *text)
{
	cleanup_free char *path = format_text(FRESH "/part-%03zu", number + 1);

	return path ? write_script(path, text) : -ENOMEM;
}

/* For whom they are, first: without it they would be marked as done for somebody else. */
static int fill(const struct user_data *user, const char *instance)
{
	int r = make_dirs(FRESH, 0700);

	if (r == 0 && instance)
		r = write_file(FRESH "/" SCRIPTS_INSTANCE, instance, strlen(instance), 0600);
	for (size_t i = 0; i < user->scripts.count && r == 0; i++)
		r = leave_script(i, user->scripts.items[i]);
	if (r == 0 && user->runcmd)
		r = write_script(FRESH "/" SCRIPTS_RUNCMD, user->runcmd);
	if (r == 0 && user->power)
		r = write_script(FRESH "/" SCRIPTS_POWER, user->power);
	return r;
}

int scripts_leave(const struct user_data *user, const char *instance, struct diag_list *problems)
{
	int r = remove_flat_dir(SCRIPTS_DIR); /* of a configuration that was read before */

	if (r == 0)
		r = remove_flat_dir(FRESH);
	if (r == 0 && (user->runcmd || user->power || user->scripts.count > 0) &&
	    !once_is_done(CONFIG_ONCE_DIR, ONCE_SCRIPTS, instance)) {
		r = fill(user, instance);
		if (r == 0 && rename(FRESH, SCRIPTS_DIR) < 0)
			r = -errno;
	}
	if (r < 0)
		diag_add(problems, 0, 0, "its commands cannot be run: %s", strerror(-r));
	return r;
}
