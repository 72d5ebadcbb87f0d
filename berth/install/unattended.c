// SPDX-License-Identifier: Apache-2.0
//
// Installation without questions. See unattended.h.

#include "unattended.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/io.h"
#include "../../common/run.h"
#include "../../common/slot_disk.h"
#include "../command.h"
#include "../config/config_paths.h"
#include "disk_auto.h"
#include "disk_list.h"
#include "install_disk.h"
#include "voice.h"

#define WISH_MAX 65536
#define LOOKS 30 /* for a disk that is slow to appear */

static void wait_a_second(void)
{
	struct timespec second = { .tv_sec = 1 };

	(void)nanosleep(&second, NULL);
}

/* A disk that was named may need a while; that it does not come is said by the installation. */
static int wait_for_disk(const char *name, char **ret_name)
{
	for (int look = 0; look < LOOKS; look++) {
		if (disk_list_is_there(name))
			break;
		wait_a_second();
	}
	*ret_name = strdup(name);
	return *ret_name ? 0 : -ENOMEM;
}

static int install(const struct unattended *u)
{
	cleanup_free char *disk = NULL;
	struct install_options options = {
		.machine_args = u->args, .force = u->force, .yes = true, .sector_size = 512
	};
	int r = strcmp(u->disk, "auto") == 0 ? disk_auto_choose(u->force, &disk)
					     : wait_for_disk(u->disk, &disk);

	if (r < 0)
		return EXIT_PROBLEM;
	options.disk = disk;
	return install_on_disk(&options);
}

/* The medium is still in: the machine is not to start from it again, and to install again. */
static int leave(bool reboot)
{
	const char *const argv[] = { reboot ? "/sbin/reboot" : "/sbin/poweroff", NULL };
	struct run_options options = { .timeout_ms = 10000 };
	int status = 0;
	int r = run(argv, &options, &status, NULL);

	if (r == 0 && status == 0)
		return EXIT_OK;
	voice_error("%s failed: switch the machine off", argv[0]);
	return EXIT_PROBLEM;
}

/* What the seed wants, where the command line wants nothing: `berth config boot` has left it. */
static int parse_seed(struct unattended *ret, const char **ret_problem)
{
	cleanup_free char *words = NULL;
	int r = read_file(INSTALL_WISH, WISH_MAX, &words, NULL);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	unattended_release(ret);
	return unattended_parse(words, ret, ret_problem);
}

/* 1, 0, or a negative errno. */
static int runs_from_slot(void)
{
	struct slot_disk disk;
	int r = slot_disk_find(&disk);

	if (r == 0)
		slot_disk_release(&disk);
	return r == 0 ? 1 : r == -ENODEV ? 0 : r;
}

static int install_and_leave(const struct unattended *u)
{
	int status = install(u);

	return status == EXIT_OK ? leave(u->reboot) : status;
}

/* As unattended_decide(). */
static int find_wish(struct unattended *ret, const char **ret_problem)
{
	cleanup_free char *cmdline = NULL;
	int r = cmdline_read(&cmdline);

	if (r == 0)
		r = unattended_parse(cmdline, ret, ret_problem);
	if (r == 0 && !ret->disk)
		r = parse_seed(ret, ret_problem);
	if (r == 0 && !ret->disk)
		return 0;
	return unattended_decide(r, runs_from_slot());
}

bool unattended_is_due(void)
{
	const char *problem = NULL;
	struct unattended u = { 0 };
	int r = find_wish(&u, &problem);

	unattended_release(&u);
	return r > 0;
}

int unattended_install(void)
{
	const char *problem = NULL;
	struct unattended u = { 0 };
	int status = EXIT_OK;
	int r;

	voice_use_consoles();
	r = find_wish(&u, &problem);
	if (r < 0) {
		voice_error("%s. Nothing was changed", problem ? problem : strerror(-r));
		status = EXIT_PROBLEM;
	} else if (r > 0 && u.disk) {
		status = install_and_leave(&u);
	}
	unattended_release(&u);
	return status;
}
