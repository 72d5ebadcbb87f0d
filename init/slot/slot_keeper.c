// SPDX-License-Identifier: Apache-2.0
//
// What PID 1 knows about its slot. See slot_keeper.h.

#include "slot_keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/log.h"
#include "../pid1/child.h"

#define BOOT_LIMIT_MAX_S 86400

/* Written by the child, in memory that it shares with PID 1. */
struct reading {
	bool done;
	struct boot_record record;
};

static enum boot_mode mode = BOOT_GOOD;
static int64_t limit_s = BOOT_LIMIT_S;
static struct slot_disk disk;
static bool on_slot;
static struct reading *reading;

int64_t boot_limit_parse(const char *text)
{
	char *end;
	long value;

	if (!text || *text < '0' || *text > '9')
		return BOOT_LIMIT_S;
	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || *end || value < 1 || value > BOOT_LIMIT_MAX_S)
		return BOOT_LIMIT_S;
	return value;
}

static int read_cmdline(void)
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *how = NULL;
	cleanup_free char *limit = NULL;
	int r = cmdline_read(&cmdline);

	if (r < 0)
		return log_errno(r, "reading the kernel command line");
	if (cmdline_get(cmdline, "berth.boot", &how) == 0)
		mode = boot_mode_from_word(how);
	if (cmdline_get(cmdline, "berth.boot_limit", &limit) == 0)
		limit_s = boot_limit_parse(limit);
	return 0;
}

static void reader_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
}

static int read_record(void)
{
	int r = slot_disk_read(&disk, &reading->record);

	if (r < 0)
		log_errno(r, "reading the boot record on %s", disk.esp);
	/* of a record that is not understood, the loader takes the default as well */
	reading->done = r == 0 || r == -EBADMSG;
	return reading->done ? 0 : 1;
}

static int start_reader(void)
{
	static struct loop_child reader = { .ended = reader_ended };
	void *memory = mmap(NULL, sizeof(*reading), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	if (memory == MAP_FAILED)
		return -errno;
	reading = memory;
	pid = child_fork(&reader);
	if (pid == 0)
		_exit(read_record());
	return pid < 0 ? pid : 0;
}

int slot_keeper_start(void)
{
	int r = read_cmdline();

	if (r == 0)
		r = slot_disk_find(&disk);
	if (r == -ENODEV)
		return 0;
	if (r < 0)
		return log_errno(r, "finding the disk of this slot");
	on_slot = true;
	r = start_reader();
	return r < 0 ? log_errno(r, "reading the boot record (not known what follows this slot)")
		     : 0;
}

enum boot_mode slot_keeper_mode(void)
{
	return mode;
}

int64_t slot_keeper_limit_s(void)
{
	return limit_s;
}

const struct slot_disk *slot_keeper_disk(void)
{
	return on_slot ? &disk : NULL;
}

const struct boot_record *slot_keeper_record(void)
{
	return reading && reading->done ? &reading->record : NULL;
}
