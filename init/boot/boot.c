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
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../control/server.h"
#include "../pid1/child.h"
#include "../pid1/device_events.h"
#include "../pid1/loop.h"
#include "../reexec/reexec.h"
#include "../service/getty.h"
#include "../service/prefetch.h"
#include "../service/services.h"
#include "../shutdown/control.h"
#include "../slot/aftermath_tell.h"
#include "../slot/rot.h"
#include "../slot/slot_keeper.h"
#include "../slot/trial.h"
#include "../stage1/boot_params.h"
#include "../stage1/root_mount.h"
#include "announce.h"
#include "cgroup.h"
#include "clock.h"
#include "data.h"
#include "data_watch.h"
#include "machine_state.h"
#include "medium.h"
#include "memory_reserve.h"
#include "mounts.h"
#include "net_lo.h"
#include "phase.h"
#include "sysctl.h"

#define HOSTNAME_MAX 64
#define OPEN_FILES_MAX 524288 /* of one process; a service's rc_ulimit may be more */
#define LOG_IN_LATEST_MS 10000

#define RUN_DIR "/run/berth"
#define FAILURE_MAX 4096
#define FAILURE_FILE RUN_DIR "/boot-failure" /* read by `berth status` */

static int64_t cpu_before_ms; /* what stage 1, and the kernel in this process, have used */
static char *failure; /* the first thing that makes this a failed boot */
static bool log_in_wanted; /* berth.console=login */
static bool rescue_wanted; /* berth.rescue */

/* A failure of the machine itself; services tell of theirs in /run/openrc. */
void boot_note_failure(const char *what)
{
	int r;

	if (failure)
		return;
	failure = strdup(what);
	r = make_dirs(RUN_DIR, 0755);
	if (r == 0)
		r = write_file(FAILURE_FILE, what, strlen(what), 0644);
	if (r < 0)
		log_errno(r, "write: %s", FAILURE_FILE);
}

static int64_t cpu_ms(void)
{
	struct timespec used = { 0 };

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

void boot_early(void)
{
	int r;

	cpu_before_ms = cpu_ms();
	r = mounts_early();

	/* by default the kernel drops all but ten messages in five seconds from user space */
	(void)write_value("/proc/sys/kernel/printk_devkmsg", "on");
	mounts_dev_links();
	if (r < 0)
		boot_note_failure("early mounts");
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

/* Programs that use select(2) stand 1024; others may raise it themselves, as far as this. */
static int allow_open_files(void)
{
	const struct rlimit limit = { .rlim_cur = 1024, .rlim_max = OPEN_FILES_MAX };

	return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? log_errno(errno, "the limit of open files")
						    : 0;
}

static int apply_sysctl(void)
{
	return sysctl_apply_dir("/etc/sysctl.d");
}

static void say_unknown(const char *key)
{
	console_say("berth: unknown boot parameter %s (ignored); known: %s", key,
		    BOOT_PARAMS_KNOWN);
}

static int read_cmdline(void)
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *value = NULL;
	int r = cmdline_read(&cmdline);

	if (r < 0)
		return log_errno(r, "reading the kernel command line");
	log_in_wanted = cmdline_is(cmdline, "berth.console", "login");
	rescue_wanted = cmdline_get(cmdline, "berth.rescue", &value) == 0;
	return boot_params_check(cmdline, say_unknown);
}

static int prefetch(void)
{
	if (!rescue_wanted)
		services_prefetch();
	return 0;
}

/*
 * In this order; each logs its own failure. Device events come first, because each step reads the
 * root, and may meet a damaged block; then the ways to ask for a restart; then what has to be so
 * before the data partition is touched: how it is mounted, the time that it is stamped with, and
 * what the kernel does if a broken one makes it fail. Last what every child gets from PID 1.
 */
static int (*const steps[])(void) = {
	device_events_open,   read_cmdline,	control_open_fifo, catch_ctrl_alt_del,
	control_open_buttons, medium_watch,	mounts_share,	   clock_floor,
	apply_sysctl,	      allow_open_files,
};

/*
 * The same, while a child looks for the data partition. First what it takes to read programs ahead,
 * beside the rest: from the image as it is, which takes less before something is laid over it.
 */
static int (*const steps_beside_data[])(void) = {
	services_prepare,     control_open_socket, prefetch,	  mounts_etc,	     cgroup_setup,
	memory_reserve_limit, net_lo_up,	   set_host_name, slot_keeper_start, rot_watch,
};

/* What an init that was executed by another one opens or finds out anew, in this order. */
static int (*const resume_steps[])(void) = {
	device_events_open,  control_open_fifo, catch_ctrl_alt_del, control_open_buttons,
	control_open_socket, medium_watch,	slot_keeper_start,  rot_watch,
};

void boot_resume(struct saved *saved)
{
	phase_resume();
	(void)read_file(FAILURE_FILE, FAILURE_MAX, &failure, NULL); /* if there is one */
	reexec_resume(saved);
	for (size_t i = 0; i < sizeof(resume_steps) / sizeof(resume_steps[0]); i++)
		(void)resume_steps[i]();
	data_watch_start();
	machine_state_keep();
	loop_reap(); /* who ended meanwhile */
	log_info("goes on where the init before was");
}

/* Once, when the boot is over or takes too long: somebody may want to see why. */
static void start_log_in(bool failed)
{
	static bool started;
	bool wanted = log_in_wanted || rescue_wanted;

	if (started || !(wanted || failed))
		return;
	started = true;
	getty_start(!wanted);
}

static void boot_takes_long(struct loop_timer *timer)
{
	(void)timer;
	start_log_in(false);
}

static struct loop_timer log_in = { .expired = boot_takes_long };

static void looker_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
}

/* In a child, because a disk may be slow to answer. */
static void look_for_twins(void)
{
	static struct loop_child looker = { .ended = looker_ended };
	cleanup_free char *cmdline = NULL;
	cleanup_free char *why = NULL;
	struct root_source source;

	if (child_fork(&looker) != 0)
		return;
	if (cmdline_read(&cmdline) == 0 && root_source_parse(cmdline, &source, &why) == 0)
		root_report_twins(&source);
	_exit(0);
}

/*
 * This slot need not prove anything, or has. Nothing leads back to another one then, so whoever is
 * at the console of a machine that did not come up may look why.
 */
static void boot_is_over(void)
{
	aftermath_tell();
	start_log_in(failure || services_failure());
}

static void services_settled(void)
{
	const char *service_failure = services_failure();
	struct trial_facts facts = { .machine_failure = failure,
				     .data_kept = data_is_kept(),
				     .service_failure = service_failure };

	if (!phase_enter(PHASE_RUNNING))
		return;
	if (failure || service_failure)
		console_say("berth: boot failed: %s", failure ? failure : service_failure);
	else
		console_milestone("boot complete");
	/* in the kernel log only, where measurements look for it */
	log_info("%lld ms of the boot were init's own", (long long)(cpu_ms() - cpu_before_ms));
	announce_start();
	data_watch_start();
	machine_state_keep();
	look_for_twins();
	if (trial_is_on())
		trial_settled(&facts, boot_is_over);
	else
		boot_is_over();
}

static void data_done(const char *data_failure)
{
	if (!phase_enter(PHASE_SERVICES))
		return;
	if (data_failure)
		boot_note_failure(data_failure);
	trial_start_clock();
	/* on a trial nobody is asked anything before the verdict: it restarts, or it is good */
	if (!trial_is_on())
		loop_set_timer(&log_in, LOG_IN_LATEST_MS);
	services_start(services_settled);
}

/* No disk is touched and no service started: whoever is at the console decides what happens. */
static void start_rescue(void)
{
	data_in_memory();
	services_hold();
	if (!phase_enter(PHASE_RUNNING))
		return;
	console_say("berth: rescue: a root shell is on every console; no service runs, and the "
		    "data partition is not mounted. `reboot` ends it.");
	start_log_in(false);
}

void boot_start(void)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		(void)steps[i]();
	if (!phase_enter(PHASE_DATA))
		return;
	if (!rescue_wanted)
		data_start(data_done); /* which comes from the loop, behind all of this */
	for (size_t i = 0; i < sizeof(steps_beside_data) / sizeof(steps_beside_data[0]); i++)
		(void)steps_beside_data[i]();
	if (rescue_wanted)
		start_rescue();
	else
		trial_start();
}
