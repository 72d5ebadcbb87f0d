// SPDX-License-Identifier: Apache-2.0
//
// The course of a trial boot. See trial.h; what is decided, and the words for it, are in verdict.c.

#include "trial.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../boot/data.h"
#include "../boot/phase.h"
#include "../pid1/child.h"
#include "../service/service_exec.h"
#include "../service/services.h"
#include "../shutdown/shutdown.h"
#include "failure_file.h"
#include "slot_keeper.h"
#include "slot_next.h"

#define PAUSE_S 10
#define KEEP_LATE_S 2 /* before the end of the pause: the data partition may have come by then */
#define HEALTH_PROGRAM "/usr/bin/berth"
#define HEALTH_FILE "/run/berth/health" /* by `berth health`: the first reason that it found */
#define HEALTH_FILE_MAX 4096

static bool on;
static enum trial_step step;
static struct loop_timer limit;
static struct loop_timer restart;
static char *failed_with; /* what could not be kept yet */
static struct loop_child health; /* the check, then the writer of the record */
static void (*on_good)(void);

static void keeper_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
}

/* In a child: a slot may fail because its disk does. The pause is the time that it has. */
static void keep_reason(enum slot slot, const char *reason)
{
	static struct loop_child keeper = { .ended = keeper_ended };
	int r;

	if (child_fork(&keeper) != 0)
		return;
	r = failure_file_write(slot, reason);
	if (r < 0)
		log_errno(r, "keeping why slot %c failed", slot_letter(slot));
	sync();
	_exit(0);
}

static void restart_now(struct loop_timer *timer)
{
	(void)timer;
	if (!phase_is_down())
		shutdown_request(ACTION_REBOOT, "this slot does not become healthy");
}

static void keep_late(struct loop_timer *timer)
{
	if (failed_with && data_is_kept() && !phase_is_down())
		keep_reason(slot_keeper_disk()->running, failed_with);
	timer->expired = restart_now;
	loop_set_timer(timer, KEEP_LATE_S * 1000L);
}

static void stop_child(void)
{
	if (health.pid <= 0)
		return;
	(void)kill(-health.pid, SIGKILL);
	/* it may hang in the kernel for good: its end is not waited for */
	loop_del_child(&health);
}

void trial_fail(const char *reason)
{
	const struct slot_disk *disk = slot_keeper_disk();
	cleanup_free char *text = NULL;

	if (!on || step == TRIAL_DECIDED || phase_is_down())
		return;
	step = TRIAL_DECIDED;
	loop_clear_timer(&limit);
	stop_child();
	restart.expired = keep_late;
	loop_set_timer(&restart, (PAUSE_S - KEEP_LATE_S) * 1000L);
	text = verdict_text(disk ? disk->running : SLOT_NONE, reason, slot_keeper_record(),
			    PAUSE_S);
	console_say("berth: %s", text ? text : "out of memory; restarting");
	log_error("%s", text ? text : "out of memory; restarting");
	if (!disk || !reason)
		return;
	if (data_is_kept())
		keep_reason(disk->running, reason);
	else
		failed_with = strdup(reason);
}

void trial_leave(void)
{
	step = TRIAL_DECIDED;
	loop_clear_timer(&limit);
	loop_clear_timer(&restart);
	stop_child();
}

static void too_late(struct loop_timer *timer)
{
	cleanup_free char *reason = verdict_late(step, slot_keeper_limit_s(), services_waiting());

	(void)timer;
	trial_fail(reason);
}

static void slot_is_good(void)
{
	step = TRIAL_DECIDED;
	on = false;
	loop_clear_timer(&limit);
	console_say("berth: slot %c is good", slot_letter(slot_keeper_disk()->running));
	log_info("slot %c is good", slot_letter(slot_keeper_disk()->running));
	on_good();
}

static void marker_ended(struct loop_child *self, int wait_status)
{
	cleanup_free char *reason = NULL;
	char how[64];

	(void)self;
	if (wait_status == 0) {
		slot_is_good();
		return;
	}
	reason = verdict_health("the boot record cannot be written; the kernel log tells more", "");
	log_error("marking the slot as good ended with %s",
		  child_describe(wait_status, how, sizeof(how)));
	trial_fail(reason);
}

static int mark_good(const struct slot_disk *disk)
{
	struct boot_record record;
	int r = slot_disk_read(disk, &record);

	/* a record that is not understood is written anew, from the default that was given */
	if (r == 0 || r == -EBADMSG) {
		slot_mark_good(&record, disk->running);
		r = slot_disk_write(disk, &record);
	}
	if (r < 0)
		log_errno(r, "writing the boot record on %s", disk->esp);
	return r < 0 ? 1 : 0;
}

static void start_marking(void)
{
	pid_t pid;

	step = TRIAL_MARKING;
	health.ended = marker_ended;
	pid = child_fork(&health);
	if (pid == 0)
		_exit(mark_good(slot_keeper_disk()));
	if (pid < 0) {
		log_errno(pid, "marking the slot as good: fork");
		trial_fail("no process could be started to write the boot record");
	}
}

static void health_ended(struct loop_child *self, int wait_status)
{
	cleanup_free char *said = NULL;
	cleanup_free char *reason = NULL;
	char how[64];

	(void)self;
	if (wait_status == 0) {
		start_marking();
		return;
	}
	if (read_file(HEALTH_FILE, HEALTH_FILE_MAX, &said, NULL) == 0)
		(void)one_line(said);
	reason = verdict_health(said, child_describe(wait_status, how, sizeof(how)));
	trial_fail(reason);
}

static _Noreturn void exec_health(void)
{
	if (service_environment("health") == 0)
		(void)execl(HEALTH_PROGRAM, "berth", "health", (char *)NULL);
	log_errno(errno, "executing " HEALTH_PROGRAM);
	_exit(127);
}

static void start_health(void)
{
	pid_t pid;

	step = TRIAL_CHECKING;
	/* not the words of an earlier check, should this one not come to write any */
	(void)unlink(HEALTH_FILE);
	health.ended = health_ended;
	pid = child_fork(&health);
	if (pid == 0)
		exec_health();
	if (pid < 0) {
		log_errno(pid, "`berth health`: fork");
		trial_fail("no process could be started for `berth health`");
	}
}

void trial_settled(const struct trial_facts *facts, void (*good)(void))
{
	const char *reason = verdict_settled(facts);

	if (!on || step != TRIAL_STARTING)
		return;
	on_good = good;
	if (!slot_keeper_disk() && !reason)
		reason = "its disk was not found";
	if (reason)
		trial_fail(reason);
	else
		start_health();
}

bool trial_is_on(void)
{
	return on;
}

void trial_start(void)
{
	if (slot_keeper_mode() != BOOT_TRIAL)
		return;
	on = true;
	if (slot_keeper_disk())
		console_say("berth: slot %c is on trial: it has %lld s to become healthy",
			    slot_letter(slot_keeper_disk()->running),
			    (long long)slot_keeper_limit_s());
}

void trial_start_clock(void)
{
	/* damage of the root may have decided it while the data partition was waited for */
	if (!on || step == TRIAL_DECIDED)
		return;
	limit.expired = too_late;
	loop_set_timer(&limit, slot_keeper_limit_s() * 1000);
}
