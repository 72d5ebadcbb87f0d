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
#include "disk_list.h"
#include "install_disk.h"
#include "voice.h"

#define WISH_MAX 65536
#define LOOKS 30 /* for a disk that is slow to appear */
#define SETTLE_LOOKS 3 /* for others, before the only one is taken */

static void wait_a_second(void)
{
	struct timespec second = { .tv_sec = 1 };

	(void)nanosleep(&second, NULL);
}

/* The only disk that it is possible on. Returns 0, or -EINVAL after having said why not. */
static int choose_disk(bool force, char **ret_name)
{
	struct string_list names = { 0 };
	cleanup_free char *all = NULL;
	int r = 0;

	for (int look = 0; look < LOOKS && r == 0; look++) {
		if (look >= SETTLE_LOOKS && names.count)
			break;
		if (look)
			wait_a_second();
		string_list_release(&names);
		r = disk_list_possible(force, &names);
	}
	if (r == 0 && names.count == 1)
		*ret_name = strdup(names.items[0]);
	else if (r == 0 && names.count)
		voice_error("more than one disk is possible (%s, %s): say which with "
			    "berth.install=NAME, or in the seed with 'disk'",
			    names.items[0], names.items[1]);
	else
		voice_error("no disk is possible: each is too small, in use%s. 'berth install' "
			    "lists them",
			    force ? ""
				  : ", or not empty (berth.install.force, or 'force' in the "
				    "seed, erases it)");
	string_list_release(&names);
	return *ret_name ? 0 : -EINVAL;
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
	int r = strcmp(u->disk, "auto") == 0 ? choose_disk(u->force, &disk)
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

/*
 * What the seed wants, where the command line wants nothing: `berth config boot` has left it. A
 * system on a disk is what became of such a seed, and it may still have it.
 */
static int parse_seed(struct unattended *ret, const char **ret_problem)
{
	cleanup_free char *words = NULL;
	struct slot_disk disk;
	int r = read_file(INSTALL_WISH, WISH_MAX, &words, NULL);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = slot_disk_find(&disk);
	if (r == 0)
		slot_disk_release(&disk);
	if (r != -ENODEV)
		return r;
	unattended_release(ret);
	return unattended_parse(words, ret, ret_problem);
}

int unattended_install(void)
{
	cleanup_free char *cmdline = NULL;
	const char *problem = NULL;
	struct unattended u = { 0 };
	int status;
	int r = cmdline_read(&cmdline);

	voice_use_consoles();
	if (r == 0)
		r = unattended_parse(cmdline, &u, &problem);
	if (r == 0 && !u.disk)
		r = parse_seed(&u, &problem);
	if (r < 0) {
		voice_error("%s. Nothing was changed", problem ? problem : strerror(-r));
		return EXIT_PROBLEM;
	}
	status = u.disk ? install(&u) : EXIT_OK;
	if (u.disk && status == EXIT_OK)
		status = leave(u.reboot);
	unattended_release(&u);
	return status;
}
