// SPDX-License-Identifier: Apache-2.0
//
// /var, seen from PID 1: the child that prepares the data partition, its time limit, and the tmpfs
// that takes its place if it cannot be used. See data.h; what the child does is in data_prepare.c.

#include "data.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/machine_id.h"
#include "../../common/volume_spec.h"
#include "../pid1/child.h"
#include "data_prepare.h"
#include "phase.h"

/*
 * Formatting or checking a large disk takes minutes; its steps have limits of their own. A repair
 * may take hours, and is told of: without it a disk that does not answer is not waited for that
 * long.
 */
#define LIMIT_MS (30L * 60 * 1000)
#define FORK_TRIES 10
#define FORK_RETRY_MS 500

static struct loop_child preparer;
static struct loop_timer timer;
static void (*on_done)(const char *failure);
static int fork_tries;
static bool kept;

static const struct {
	const char *path;
	mode_t mode;
} dirs[] = {
	{ "/var/home", 0755 },
	{ "/var/lib", 0755 },
	{ "/var/lib/berth", 0755 },
	{ "/var/lib/berth/certs.d", 0755 },
	{ "/var/lib/containerd", 0711 },
	{ "/var/lib/cni", 0755 },
	{ "/var/lib/dropbear", 0700 },
	{ "/var/log", 0755 },
	{ "/var/root", 0700 },
	{ "/var/tmp", 01777 },
	{ "/run/cni", 0755 },
};

static void make_one(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		log_errno(errno, "making %s", path);
	else if (chmod(path, mode) < 0)
		log_errno(errno, "setting the mode of %s", path);
}

static void bind(const char *from, const char *to)
{
	if (mount(from, to, NULL, MS_BIND, NULL) < 0)
		log_errno(errno, "binding %s to %s", from, to);
}

int data_make_dirs(void)
{
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		make_one(dirs[i].path, dirs[i].mode);
	bind("/var/root", "/root");
	/* address leases describe the running kernel: they must not survive it */
	bind("/run/cni", "/var/lib/cni");
	return 0;
}

void data_in_memory(void)
{
	int r;

	if (mount("tmpfs", "/var", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=50%") < 0)
		log_errno(errno, "mounting a tmpfs on /var");
	(void)data_make_dirs();
	r = machine_id_make();
	if (r < 0)
		log_errno(r, "making " MACHINE_ID);
}

/* `berth reset` leaves its mark on /var, which is not there in these cases. */
#define ERASE_IT "Reset in the boot menu erases it, if it is on the disk of this system"

static const char *const reasons[DATA_RESULT_MAX] = {
	[DATA_MISSING] = "no data partition belongs to this system; berth.data= can name one",
	[DATA_NOT_THERE] = "data partition: what berth.data= names is not there; is the disk "
			   "attached?",
	[DATA_MISNAMED] = "data partition: berth.data= is to be " VOLUME_SPEC_FORMS,
	[DATA_AMBIGUOUS] = "data partition: more than one has the name; "
			   "detach a disk or rename one",
	[DATA_UNREADABLE] = "data partition: it cannot be read; the kernel log tells more",
	[DATA_FOREIGN] = "data partition: it holds something that is not Berth's; " ERASE_IT,
	[DATA_BROKEN] = "data partition: its file system cannot be used, the kernel log tells "
			"more; " ERASE_IT,
};

static void finish(const char *reason, bool failed)
{
	kept = !reason;
	if (reason) {
		console_say("berth: /var is in memory only, nothing is kept over a restart: %s",
			    reason);
		data_in_memory();
	}
	on_done(failed ? reason : NULL);
}

static void preparer_ended(struct loop_child *self, int wait_status)
{
	static char text[96];
	char how[64];

	(void)self;
	loop_clear_timer(&timer);
	if (phase_is_down())
		return;
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) < DATA_RESULT_MAX) {
		int result = WEXITSTATUS(wait_status);

		finish(reasons[result], result != DATA_MISSING);
		return;
	}
	(void)snprintf(text, sizeof(text), "data partition: preparing it ended with %s",
		       child_describe(wait_status, how, sizeof(how)));
	finish(text, true);
}

static void too_long(struct loop_timer *self)
{
	static bool repair_waited_for;

	if (phase_is_down())
		return;
	if (!repair_waited_for && access(DATA_REPAIR_FILE, F_OK) == 0) {
		repair_waited_for = true;
		loop_set_timer(self, DATA_REPAIR_LIMIT_MS);
		return;
	}
	(void)kill(-preparer.pid, SIGKILL);
	/* it may hang in the kernel for good: do not wait for its end */
	loop_del_child(&preparer);
	finish("data partition: no answer from the disk", true);
}

static void try_fork(struct loop_timer *self)
{
	pid_t pid;

	if (phase_is_down())
		return;
	pid = child_fork(&preparer);
	if (pid == 0)
		_exit(data_prepare());
	if (pid > 0) {
		timer.expired = too_long;
		loop_set_timer(&timer, LIMIT_MS);
	} else if (++fork_tries < FORK_TRIES) {
		log_errno(pid, "data partition: fork (trying again)");
		loop_set_timer(self, FORK_RETRY_MS);
	} else {
		finish("data partition: no process could be started", true);
	}
}

bool data_is_kept(void)
{
	return kept;
}

void data_resume(bool is_kept)
{
	kept = is_kept;
}

void data_start(void (*done)(const char *failure))
{
	on_done = done;
	preparer.ended = preparer_ended;
	timer.expired = try_fork;
	try_fork(&timer);
}
