// SPDX-License-Identifier: Apache-2.0
//
// Telling why a slot was left. See aftermath_tell.h. In a child, because it reads two disks that
// may be slow, and may be the reason.

#include "aftermath_tell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/console.h"
#include "../../common/fsident.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../pid1/child.h"
#include "aftermath.h"
#include "failure_file.h"
#include "slot_keeper.h"

static bool holds_image(const char *boot)
{
	struct fs_identity found;

	return boot && blockdev_identify(boot, &found, NULL) == 0 && found.type == FS_EXT;
}

/* An entry of the loader's menu that names a slot gives no such word. */
static bool started_by_record(void)
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *how = NULL;

	return cmdline_read(&cmdline) == 0 && cmdline_get(cmdline, "berth.boot", &how) == 0;
}

static int keep_passed_over(enum slot slot)
{
	const char line[] = { slot_letter(slot), '\n' };

	return write_file(SLOT_PASSED_OVER, line, sizeof(line), 0644);
}

static int tell(const struct aftermath_facts *facts)
{
	cleanup_free char *text = NULL;
	cleanup_free char *line = NULL;
	int r = aftermath_text(facts, &text);

	if (r < 0 || !text)
		return r;
	console_say("berth: %s", text);
	log_warning("%s", text);
	line = format_text("%s\n", text);
	r = line ? make_dirs("/run/berth", 0755) : -ENOMEM;
	if (r == 0)
		r = write_file(SLOT_AFTERMATH, line, strlen(line), 0644);
	if (r == 0 && aftermath_passed_over(facts))
		r = keep_passed_over(slot_other(facts->running));
	return r;
}

static int look(const struct slot_disk *disk)
{
	struct aftermath_facts facts = { .running = disk->running,
					 .mode = slot_keeper_mode(),
					 .at_start = slot_keeper_record(),
					 .by_record = started_by_record() };
	enum slot other = slot_other(disk->running);
	cleanup_free char *own_failure = NULL;
	cleanup_free char *other_failure = failure_file_read(other);
	int r = slot_disk_read(disk, &facts.record);

	if (r < 0)
		return log_errno(r, "reading the boot record on %s", disk->esp);
	/* a slot that works has nothing to be blamed for; kept any longer it would mislead later */
	if (facts.record.slots[disk->running].good)
		r = failure_file_remove(disk->running);
	if (r < 0)
		log_errno(r, "removing why slot %c was left", slot_letter(disk->running));
	own_failure = failure_file_read(disk->running);
	facts.failures[disk->running] = own_failure;
	facts.failures[other] = other_failure;
	facts.other_written = holds_image(disk->boot[other]);
	r = tell(&facts);
	return r < 0 ? log_errno(r, "telling why slot %c was left", slot_letter(other)) : 0;
}

static void looker_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
}

void aftermath_tell(void)
{
	static struct loop_child looker = { .ended = looker_ended };
	const struct slot_disk *disk = slot_keeper_disk();

	if (!disk || child_fork(&looker) != 0)
		return;
	(void)look(disk);
	_exit(0);
}
