// SPDX-License-Identifier: Apache-2.0
//
// The way up, step by step. No step waits for anything; what can hang (the disk) or takes time (the
// services) goes on in children while the loop serves requests. A step that fails is logged, and
// the boot goes on: a machine that can be reached is worth more than one that stopped cleanly.

#include "boot.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "../common/cleanup.h"
#include "../common/cmdline.h"
#include "../common/console.h"
#include "../common/io.h"
#include "../common/log.h"
#include "cgroup.h"
#include "clock.h"
#include "control.h"
#include "data.h"
#include "getty.h"
#include "log_rotate.h"
#include "loop.h"
#include "memory_reserve.h"
#include "mounts.h"
#include "net_lo.h"
#include "phase.h"
#include "services.h"
#include "sysctl.h"

#define HOSTNAME_MAX 64
#define LOG_IN_LATEST_MS 10000

static char *failure; /* the first thing that makes this a failed boot */

static void note_failure(const char *what)
{
	if (!failure)
		failure = strdup(what);
}

void boot_early(void)
{
	int r = mounts_early();

	/* by default the kernel drops all but ten messages in five seconds from user space */
	(void)write_value("/proc/sys/kernel/printk_devkmsg", "on");
	mounts_dev_links();
	if (r < 0)
		note_failure("early mounts");
	console_milestone("init started");
}

static int catch_ctrl_alt_del(void)
{
	/* the kernel's default is to restart at once, without unmounting */
	return reboot(RB_DISABLE_CAD) < 0 ? log_errno(errno, "taking over Ctrl-Alt-Del") : 0;
}

static int set_host_name(void)
{
	cleanup_free char *name = NULL;
	size_t len = 0;
	int r = read_file("/etc/hostname", 4096, &name, NULL);

	if (r < 0)
		return log_errno(r, "reading /etc/hostname");
	while (isgraph((unsigned char)name[len]))
		len++;
	if (len == 0 || len > HOSTNAME_MAX)
		return log_errno(EINVAL, "the name in /etc/hostname");
	return sethostname(name, len) < 0 ? log_errno(errno, "setting the host name") : 0;
}

static int apply_sysctl(void)
{
	return sysctl_apply_dir("/etc/sysctl.d");
}

/* In this order; each logs its own failure. */
static int (*const steps[])(void) = {
	control_open_fifo, catch_ctrl_alt_del, control_open_buttons, cgroup_setup,
	mounts_share,	   mounts_etc,	       memory_reserve_limit, apply_sysctl,
	clock_floor,	   net_lo_up,	       set_host_name,	     services_prepare,
};

/* Once, when the boot is over or takes too long: somebody may want to see why. */
static void start_log_in(void)
{
	cleanup_free char *cmdline = NULL;
	static bool started;

	if (started)
		return;
	started = true;
	if (cmdline_read(&cmdline) == 0 && cmdline_is(cmdline, "berth.console", "login"))
		getty_start();
}

static void boot_takes_long(struct loop_timer *timer)
{
	(void)timer;
	start_log_in();
}

static struct loop_timer log_in = { .expired = boot_takes_long };

static void services_settled(void)
{
	if (!phase_enter(PHASE_RUNNING))
		return;
	if (services_failure())
		note_failure(services_failure());
	if (failure)
		console_say("berth: boot failed: %s", failure);
	else
		console_milestone("boot complete");
	log_rotate_start();
	start_log_in();
}

static void data_done(const char *data_failure)
{
	if (!phase_enter(PHASE_SERVICES))
		return;
	if (data_failure)
		note_failure(data_failure);
	loop_set_timer(&log_in, LOG_IN_LATEST_MS);
	services_start(services_settled);
}

void boot_start(void)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		(void)steps[i]();
	if (!phase_enter(PHASE_DATA))
		return;
	data_start(data_done);
	services_prefetch();
}
