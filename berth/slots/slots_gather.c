// SPDX-License-Identifier: Apache-2.0
//
// Finding out what is known of the slots. See slots_gather.h.

#include "slots_gather.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/fsident.h"
#include "../../common/io.h"
#include "../../common/slot_disk.h"
#include "../../common/text.h"

#include "../config/config_paths.h"
#include "../status/os_release.h"
#include "../verify/boot_files.h"
#include "boot_part.h"
#include "root_check.h"
#include "slot_cfg.h"

#define TEXT_MAX 65536

/* What could not be found out; only a lack of memory is worse. */
static int note(struct slots *s, const char *what, int r)
{
	if (r == 0 || r == -ENOMEM)
		return r;
	return string_list_printf(&s->not_seen, "%s: %s", what, strerror(-r));
}

/* The first line of a file that may not be there. */
static int read_line(const char *path, char **ret_line)
{
	cleanup_free char *text = NULL;
	int r = read_file(path, TEXT_MAX, &text, NULL);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	text[strcspn(text, "\n")] = '\0';
	*ret_line = *text ? take_ptr(text) : NULL;
	return 0;
}

/* What the loader and stage 1 were told. */
static int gather_start(struct slots *s)
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *mode = NULL;
	int r = cmdline_read(&cmdline);

	if (r == 0)
		r = cmdline_get(cmdline, "berth.roothash", &s->root_hash);
	if (r == 0 || r == -ENOENT)
		r = cmdline_get(cmdline, "berth.boot", &mode);
	s->mode = boot_mode_from_word(mode);
	return r == -ENOENT ? 0 : r;
}

static int gather_root(struct slots *s)
{
	return root_check_now(&s->root);
}

static int gather_aftermath(struct slots *s)
{
	return read_line(SLOT_AFTERMATH, &s->aftermath);
}

static int gather_passed_over(struct slots *s)
{
	cleanup_free char *letter = NULL;
	int r = read_line(SLOT_PASSED_OVER, &letter);
	enum slot slot = letter ? slot_from_letter(*letter) : SLOT_NONE;

	if (slot != SLOT_NONE)
		s->states[slot].passed_over = true;
	return r;
}

static int gather_failures(struct slots *s)
{
	int r = 0;

	for (enum slot slot = SLOT_A; r == 0 && slot < SLOT_COUNT; slot++) {
		cleanup_free char *path = format_text(SLOT_FAILURE_FORMAT, slot_letter(slot));

		r = path ? read_line(path, &s->states[slot].failure) : -ENOMEM;
	}
	return r;
}

static int gather_inside(const char *boot, struct slot_state *state)
{
	cleanup_free char *text = NULL;
	cleanup_fd int fd = boot_part_open(boot);
	int r = fd < 0 ? fd : boot_part_read(fd, SLOT_CFG, TEXT_MAX, &text);

	if (r == 0)
		r = slot_cfg_value(text, "slot_version", &state->version);
	if (fd >= 0 && sodium_init() >= 0)
		state->boot_files =
			boot_files_are_whole(fd) ? BOOT_FILES_WHOLE : BOOT_FILES_DAMAGED;
	return r == -ENOENT ? 0 : r;
}

static int gather_content(const char *boot, bool look_inside, struct slot_state *state)
{
	struct fs_identity identity;
	int r = blockdev_identify(boot, &identity, NULL);

	if (r < 0)
		return r;
	state->content = identity.type == FS_EXT ? SLOT_CONTENT_RELEASE : SLOT_CONTENT_NONE;
	if (!look_inside || state->content == SLOT_CONTENT_NONE)
		return 0;
	return gather_inside(boot, state);
}

static int gather_contents(const struct slot_disk *disk, bool look_inside, struct slots *s)
{
	int r = 0;

	for (enum slot slot = SLOT_A; r == 0 && slot < SLOT_COUNT; slot++) {
		char what[] = "slot ?";

		if (!disk->boot[slot])
			continue;
		what[sizeof(what) - 2] = slot_letter(slot);
		r = note(s, what, gather_content(disk->boot[slot], look_inside, &s->states[slot]));
	}
	return r;
}

static int gather_record(const struct slot_disk *disk, struct slots *s)
{
	int r = slot_disk_read(disk, &s->record);

	s->record_known = r == 0;
	return r;
}

/* The running slot is at least what runs. */
static int gather_running_version(struct slots *s)
{
	struct slot_state *state = &s->states[s->running];
	cleanup_free char *text = NULL;
	int r;

	if (state->version)
		return 0;
	r = read_file(OS_RELEASE, TEXT_MAX, &text, NULL);
	if (r < 0)
		return r;
	state->version = os_release_value(text, "VERSION_ID");
	return 0;
}

static int gather_disk(bool look_inside, struct slots *s)
{
	struct slot_disk disk = { 0 };
	int r = slot_disk_find(&disk);

	if (r < 0)
		return r == -ENODEV ? 0 : note(s, "slots", r);
	/* each string goes over to the result */
	s->disk = take_ptr(disk.disk);
	s->running = disk.running;
	if (geteuid() != 0) {
		r = string_list_printf(&s->not_seen,
				       "slots: only root may read versions and the boot record");
	} else {
		r = note(s, "boot record", gather_record(&disk, s));
		if (r == 0)
			r = gather_contents(&disk, look_inside, s);
	}
	if (r == 0)
		r = note(s, "version", gather_running_version(s));
	for (enum slot slot = SLOT_A; slot < SLOT_COUNT; slot++) {
		s->states[slot].boot = take_ptr(disk.boot[slot]);
		s->states[slot].root = take_ptr(disk.root[slot]);
	}
	slot_disk_release(&disk);
	return r;
}

static const struct {
	const char *what;
	int (*gather)(struct slots *s);
} steps[] = {
	{ "start of the system", gather_start },
	{ "root image", gather_root },
	{ "why a slot was left", gather_aftermath },
	{ "what the loader passed over", gather_passed_over },
	{ "why slots were given up", gather_failures },
};

int slots_gather(bool look_inside, struct slots *ret_slots)
{
	struct slots s = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(steps) / sizeof(steps[0]); i++)
		r = note(&s, steps[i].what, steps[i].gather(&s));
	if (r == 0)
		r = gather_disk(look_inside, &s);
	if (r < 0) {
		slots_release(&s);
		return r;
	}
	*ret_slots = s;
	return 0;
}
