// SPDX-License-Identifier: Apache-2.0
//
// Finding rot, and going to the other slot. See rot.h. Nothing here executes a program: it might
// lie in what is damaged.

#include "rot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/device_mapper.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../../common/uevent.h"
#include "../boot/boot.h"
#include "../boot/data.h"
#include "../boot/mounts.h"
#include "../boot/phase.h"
#include "../pid1/child.h"
#include "../pid1/device_events.h"
#include "../service/service_exec.h"
#include "../shutdown/shutdown.h"
#include "../stage1/root_mount.h"
#include "../stage1/root_verity.h"
#include "failure_file.h"
#include "rot_event.h"
#include "slot_give_up.h"
#include "slot_keeper.h"
#include "trial.h"

#define MARK_LIMIT_MS 10000
#define KEEP_LIMIT_MS 3000
#define HURRY_AFTER_MS 10000 /* services and containers have that long to end */
#define ASK_AFTER_MS 200
#define READ_LIMIT_MS 120000 /* a disk tries a bad sector for many seconds */

static struct blockdev root; /* the device-mapper device itself, dm-0 */
static char *damage; /* `block 12 of the root image`: the first one; nothing happens twice */
static struct loop_timer timer;
static struct loop_child child; /* marks the slot, then keeps the reason */

static char *reader_of; /* the program that is being read through */
static struct loop_child reader;
static struct loop_timer reader_limit;

static enum rot_result mark(const struct slot_disk *disk)
{
	int r;

	/* the loader took this slot because it refused the other one: it would do so again, and
	 * this slot would give itself up at each start */
	if (slot_keeper_mode() == BOOT_LAST_RESORT)
		return ROT_ALONE;
	r = slot_give_up(disk, SLOT_HOPE_STARTABLE);
	if (r == -ENOENT)
		return ROT_ALONE;
	return r < 0 ? ROT_UNMARKED : ROT_MARKED;
}

static void set_timer(void (*expired)(struct loop_timer *), int64_t ms)
{
	timer.expired = expired;
	loop_set_timer(&timer, ms);
}

static void kill_child(struct loop_child *which)
{
	if (which->pid <= 0)
		return;
	(void)kill(-which->pid, SIGKILL);
	/* it may hang in the kernel for good: its end is not waited for */
	loop_del_child(which);
}

static void hurry(struct loop_timer *self)
{
	(void)self;
	shutdown_request(ACTION_REBOOT, "the system is damaged");
}

static void restart(void)
{
	kill_child(&child);
	if (phase_is_down())
		return;
	shutdown_request(ACTION_REBOOT, "the system is damaged");
	/* asked again, it does not wait any longer */
	set_timer(hurry, HURRY_AFTER_MS);
}

static void keeper_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
	loop_clear_timer(&timer);
	restart();
}

static void keeper_too_slow(struct loop_timer *self)
{
	(void)self;
	restart();
}

static _Noreturn void keep(enum slot slot)
{
	cleanup_free char *reason = format_text("%s is damaged", damage);
	int r = reason ? failure_file_write(slot, reason) : -ENOMEM;

	if (r < 0)
		log_errno(r, "keeping why slot %c was left", slot_letter(slot));
	_exit(0);
}

static void keep_and_restart(enum slot slot)
{
	pid_t pid;

	trial_leave();
	if (!data_is_kept()) {
		restart();
		return;
	}
	child.ended = keeper_ended;
	pid = child_fork(&child);
	if (pid == 0)
		keep(slot);
	if (pid < 0)
		restart();
	else
		set_timer(keeper_too_slow, KEEP_LIMIT_MS);
}

static void say(const char *text)
{
	console_say("berth: %s", text ? text : "the system is damaged");
	log_error("%s", text ? text : "the system is damaged");
}

static void decided(enum rot_result result)
{
	enum slot slot = slot_keeper_disk()->running;
	cleanup_free char *text = rot_slot_text(slot, damage, result);
	cleanup_free char *reason = NULL;

	if (phase_is_down())
		return;
	say(text);
	if (result == ROT_MARKED) {
		keep_and_restart(slot);
		return;
	}
	boot_note_failure(text ? text : damage);
	reason = format_text("%s is damaged", damage);
	trial_fail(reason);
}

static void marker_ended(struct loop_child *self, int wait_status)
{
	bool told = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) < ROT_RESULT_MAX;

	(void)self;
	loop_clear_timer(&timer);
	decided(told ? (enum rot_result)WEXITSTATUS(wait_status) : ROT_UNMARKED);
}

static void marker_too_slow(struct loop_timer *self)
{
	(void)self;
	kill_child(&child);
	decided(ROT_UNMARKED);
}

static void leave_slot(void)
{
	pid_t pid;

	child.ended = marker_ended;
	pid = child_fork(&child);
	if (pid == 0)
		_exit((int)mark(slot_keeper_disk()));
	if (pid < 0)
		decided(ROT_UNMARKED);
	else
		set_timer(marker_too_slow, MARK_LIMIT_MS);
}

static void tell_of_medium(void)
{
	cleanup_free char *text = rot_medium_text(mounts_is_mount_point(ROOT_MEDIUM), damage);

	say(text);
	boot_note_failure(text ? text : damage);
}

/* @what: taken over */
static void found(char *what)
{
	if (damage || !what || phase_is_down()) {
		free(what);
		return;
	}
	damage = what;
	if (slot_keeper_disk())
		leave_slot();
	else
		tell_of_medium();
}

static void heard(const char *message, size_t len)
{
	struct rot_event event;

	if (rot_event_parse(message, len, root.name, &event))
		found(rot_block_text(&event));
}

/*
 * The messages tell of what dm-verity meets from when PID 1 listens, as far as none is lost.
 * dm-verity itself remembers that there was something, though not where.
 */
static void ask(struct loop_timer *self)
{
	enum dm_verity status = DM_VERITY_NONE;
	int r;

	(void)self;
	if (damage || phase_is_down())
		return;
	r = device_mapper_verity(ROOT_VERITY_NAME, &status);
	if (r < 0)
		log_errno(r, "asking dm-verity about the root (ignored)");
	else if (status == DM_VERITY_DAMAGED)
		found(format_text("a block of the root image"));
}

/* Not at once: a message that waits to be read says more. */
static void ask_soon(void)
{
	static struct loop_timer asker = { .expired = ask };

	loop_set_timer(&asker, ASK_AFTER_MS);
}

/* Only to meet the sectors that hold it. */
static int read_file_through(const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r = fd < 0 ? -errno : read_through(fd);

	return -r & 0xFF;
}

static void reader_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	loop_clear_timer(&reader_limit);
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == EIO)
		found(format_text("the file %s", reader_of));
	free(reader_of);
	reader_of = NULL;
}

static void reader_too_slow(struct loop_timer *self)
{
	(void)self;
	log_warning("reading %s takes too long (not looked at any further)", reader_of);
	kill_child(&reader);
	free(reader_of);
	reader_of = NULL;
}

/* In the child, as even looking at a file may wait for the disk. */
static _Noreturn void read_program(const char *path)
{
	struct stat file, top;

	if (stat(path, &file) < 0)
		_exit(errno & 0xFF);
	if (stat("/", &top) < 0 || file.st_dev != top.st_dev)
		_exit(0);
	_exit(read_file_through(path));
}

static bool is_suspicious(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		/* SIGSEGV: also what the kernel sends when it cannot load the rest of a program */
		return WTERMSIG(wait_status) == SIGBUS || WTERMSIG(wait_status) == SIGSEGV;
	return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == EXIT_UNREADABLE;
}

void rot_suspect(const char *program, int wait_status)
{
	pid_t pid;

	if (!is_suspicious(wait_status) || damage || reader_of || phase_is_down())
		return;
	reader_of = strdup(program);
	if (!reader_of)
		return;
	reader.ended = reader_ended;
	pid = child_fork(&reader);
	if (pid == 0)
		read_program(reader_of);
	if (pid < 0) {
		log_errno(pid, "reading %s through: fork", program);
		free(reader_of);
		reader_of = NULL;
		return;
	}
	reader_limit.expired = reader_too_slow;
	loop_set_timer(&reader_limit, READ_LIMIT_MS);
}

/* Not by blockdev_of_mount(), which tells what lies below it. */
static int find_root(void)
{
	cleanup_free char *path = NULL;
	cleanup_free char *text = NULL;
	struct stat st;
	int r;

	if (stat("/", &st) < 0)
		return -errno;
	path = format_text("/sys/dev/block/%u:%u/uevent", major(st.st_dev), minor(st.st_dev));
	r = path ? read_file(path, UEVENT_MAX, &text, NULL) : -ENOMEM;
	return r < 0 ? r : blockdev_parse_uevent(text, NULL, &root);
}

bool rot_is_found(void)
{
	return damage;
}

int rot_watch(void)
{
	static struct device_listener listener = { .heard = heard, .lost = ask_soon };
	int r = find_root();

	if (r == -ENOENT)
		return 0; /* on no device */
	if (r < 0)
		return log_errno(r, "finding the device of the root (not watched)");
	if (strncmp(root.name, "dm-", 3) != 0)
		return 0;
	if (mlockall(MCL_CURRENT) < 0)
		log_errno(errno, "keeping init in memory (ignored)");
	ask_soon();
	r = device_events_listen(&listener);
	return r < 0 ? log_errno(r, "watching the root (only its state now is known)") : 0;
}
