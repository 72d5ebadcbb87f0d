// SPDX-License-Identifier: Apache-2.0
//
// Stage 1: find the root image that the command line names, mount it read-only, switch to it.
// Nothing else is in the initramfs, so there is no shell to fall back to: a failure is shown, and
// after a pause the machine restarts, which lets the boot loader count the attempt as failed.

#include "stage1.h"

#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/watchdog.h"
#include "../boot/mounts.h"
#include "root_init.h"
#include "root_mount.h"
#include "root_slot.h"
#include "root_source.h"
#include "switch_root.h"

#define STAGE1_ROOT "/sysroot"
#define REAL_INIT "/sbin/init"
#define PAUSE_BEFORE_REBOOT_S 10

bool stage1_is_here(const char *argv0)
{
	struct statfs fs;

	return strcmp(argv0, "/init") == 0 && statfs("/", &fs) == 0 &&
	       (fs.f_type == RAMFS_MAGIC || fs.f_type == TMPFS_MAGIC);
}

static struct watchdog dogs[WATCHDOG_MAX];
static bool guarded;

static void guard(const char *cmdline)
{
	guarded = watchdog_wanted(cmdline);
	if (guarded)
		watchdog_arm(dogs);
}

static void sign_of_life(void)
{
	if (guarded)
		watchdog_ping(dogs);
}

static void hand_over_guard(void)
{
	sign_of_life();
	if (guarded)
		watchdog_hand_over(dogs);
}

/* In the kernel log only, where measurements look for it; a console line takes time. */
static void log_time(const char *what, const struct timespec *time)
{
	log_info("%s at %lld.%02ld s", what, (long long)time->tv_sec, time->tv_nsec / 10000000);
}

static void log_now(const char *what)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	log_time(what, &now);
}

/* Returns only on failure. */
static int enter_root(char *argv[])
{
	static char init[] = REAL_INIT;
	int r = root_init_check(STAGE1_ROOT, REAL_INIT);

	if (r < 0)
		return r;
	argv[0] = init;
	hand_over_guard();
	log_now("done");
	return switch_root(STAGE1_ROOT, REAL_INIT, argv);
}

/* The same. */
static int start_root(const char *cmdline, char *argv[])
{
	cleanup_free char *why = NULL;
	cleanup_free char *slot = NULL;
	struct root_source source;
	int r = root_source_parse(cmdline, &source, &why);

	if (r < 0) {
		console_say("berth: %s", why ? why : strerror(-r));
		return r;
	}
	r = root_mount(&source, STAGE1_ROOT, sign_of_life, &slot);
	if (r == 0)
		r = enter_root(argv);
	/* short memory says nothing about what is on the disk */
	if (slot && r != -ENOMEM)
		root_slot_failed(&source, slot);
	root_source_release(&source);
	return r;
}

static int boot(char *argv[])
{
	cleanup_free char *cmdline = NULL;
	struct timespec started = { 0 };
	int r;

	(void)clock_gettime(CLOCK_BOOTTIME, &started);
	r = mounts_stage1();
	if (r < 0)
		return r;
	log_time("started", &started);
	r = cmdline_read(&cmdline);
	if (r < 0)
		return log_errno(r, "reading the kernel command line");
	guard(cmdline); /* before the first thing that can hang: the disk */
	return start_root(cmdline, argv);
}

_Noreturn void stage1_main(char *argv[])
{
	cleanup_free char *cmdline = NULL;
	int r;

	log_init("berth stage 1", LOG_TO_KMSG);
	r = boot(argv);
	console_say("berth: boot failed: stage 1: %s", strerror(-r));
	/* panic=0 is how people ask for a machine that stands still so that they can read */
	if (cmdline_read(&cmdline) == 0 && cmdline_is(cmdline, "panic", "0"))
		for (;;)
			(void)pause();
	console_say("berth: restarting in %d s", PAUSE_BEFORE_REBOOT_S);
	sign_of_life(); /* it guards the restart, too */
	(void)sleep(PAUSE_BEFORE_REBOOT_S);
	sync();
	(void)reboot(RB_AUTOBOOT);
	for (;;)
		(void)pause();
}
