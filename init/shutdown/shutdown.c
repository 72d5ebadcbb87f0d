// SPDX-License-Identifier: Apache-2.0
//
// The way down (see shutdown.h), in the order that containers and disks need: stop containerd, so
// that nothing restarts containers - stop the containers - stop all other services - SIGTERM to all
// that is left, with a grace - SIGKILL - save clock and random seed - swap - unmount - sync -
// reboot(2). Each wait has a limit, so that a dead disk or a stubborn process cannot keep the
// machine on.

#include "shutdown.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "../../common/console.h"
#include "../../common/log.h"
#include "../boot/data.h"
#include "../boot/machine_state.h"
#include "../boot/phase.h"
#include "../pid1/child.h"
#include "../pid1/loop.h"
#include "../pid1/processes.h"
#include "../pid1/watchdog.h"
#include "../service/getty.h"
#include "../service/log_pipe.h"
#include "../service/services.h"
#include "containers.h"
#include "detach.h"
#include "unmount.h"

#define TERM_GRACE_MS 10000
#define HURRY_GRACE_MS 1000
#define KILL_GRACE_MS 3000
#define LOOK_AGAIN_MS 25
#define SAVE_LIMIT_MS 5000
#define SYNC_LIMIT_MS 30000
#define REBOOT_LIMIT_MS 10000

static enum action wanted;
static bool hurried;
static struct loop_timer timer;
static int64_t deadline_ms;

static void after_kill(struct loop_timer *self)
{
	if (processes_count() > 0 && loop_now_ms() < deadline_ms)
		loop_set_timer(self, LOOK_AGAIN_MS);
	else
		loop_stop();
}

static void after_term(struct loop_timer *self)
{
	size_t left = processes_count();

	if (left <= 1) /* what all the others have said is in its pipes */
		log_pipe_finish();
	if (left > 0 && loop_now_ms() < deadline_ms) {
		loop_set_timer(self, LOOK_AGAIN_MS);
		return;
	}
	log_pipe_finish(); /* nor is it started anew, with all its files on /var */
	(void)kill(-1, SIGKILL);
	deadline_ms = loop_now_ms() + KILL_GRACE_MS;
	self->expired = after_kill;
	loop_set_timer(self, 0);
}

static void kill_all(void)
{
	if (!phase_enter(PHASE_KILLING))
		return;
	getty_stop();
	(void)kill(-1, SIGTERM);
	/* a stopped process would not see the SIGTERM */
	(void)kill(-1, SIGCONT);
	deadline_ms = loop_now_ms() + (hurried ? HURRY_GRACE_MS : TERM_GRACE_MS);
	timer.expired = after_term;
	loop_set_timer(&timer, LOOK_AGAIN_MS);
}

static void hurry(void)
{
	int64_t soon = loop_now_ms() + HURRY_GRACE_MS;

	if (hurried)
		return;
	hurried = true;
	if (deadline_ms > soon)
		deadline_ms = soon;
	services_hurry();
	containers_hurry();
}

static void stop_services(void)
{
	services_stop(kill_all);
}

static void stop_containers(void)
{
	containers_stop(stop_services);
}

void shutdown_request(enum action action, const char *who)
{
	if (!phase_enter(PHASE_STOPPING)) {
		hurry();
		return;
	}
	wanted = action;
	console_say("berth: %s (%s)", action_message(action), who);
	services_stop_engine(stop_containers);
}

static int do_sync(const void *ctx)
{
	(void)ctx;
	sync();
	return 0;
}

static void sync_limited(void)
{
	int r = child_run(do_sync, NULL, SYNC_LIMIT_MS);

	if (r != 0)
		log_errno(r < 0 ? r : EIO, "sync (going on)");
}

static int do_reboot(const void *ctx)
{
	const enum action *action = ctx;

	(void)reboot(action_to_reboot(*action));
	return errno & 0xFF;
}

static int do_save(const void *ctx)
{
	(void)ctx;
	return -machine_state_save() & 0xFF;
}

static void save_state(void)
{
	int r = data_is_kept() ? child_run(do_save, NULL, SAVE_LIMIT_MS) : 0;

	if (r < 0) /* what it could not do the child has told */
		log_errno(r, "saving the clock and the random seed (going on)");
}

_Noreturn void shutdown_finish(void)
{
	int r;

	(void)phase_enter(PHASE_DOWN);
	save_state();
	sync_limited();
	detach_swap();
	unmount_all();
	sync_limited();
	log_info("%s now", action_message(wanted));
	/* they guard a restart and a power-off up to the end; a machine that halts stays on */
	if (wanted == ACTION_HALT)
		watchdog_release();
	/* in a child: halt and power-off end the caller, and the end of PID 1 is a panic */
	r = child_run(do_reboot, &wanted, REBOOT_LIMIT_MS);
	/* no process for it, not in all that time: here, where the worst, a panic, restarts, too */
	if (r == -EAGAIN || r == -ENOMEM)
		r = do_reboot(&wanted);
	if (r == EPERM)
		_exit(0); /* in a container, where ending is the way to power off */
	/* 0: halted, or powered off on a platform that cannot, which is the same */
	if (r == 0)
		watchdog_release();
	else
		console_say("berth: the system is down, but the kernel did not %s: %s; "
			    "switch the machine off or reset it",
			    action_word(wanted), strerror(r < 0 ? -r : r));
	for (;;)
		(void)pause();
}
