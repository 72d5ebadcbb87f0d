// SPDX-License-Identifier: Apache-2.0
//
// Listing disks. See disk_list.h.

#include "disk_list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/disk_layout.h"
#include "../../common/text.h"
#include "../command.h"
#include "disk_look.h"
#include "disk_name.h"
#include "size_text.h"
#include "voice.h"

static enum refusal decide(const struct disk_look *look, bool force)
{
	struct install_conditions conditions = {
		.efi = access("/sys/firmware/efi", F_OK) == 0,
		.force = force,
		.needed_bytes = disk_layout_min_bytes(),
	};

	return install_decide(&look->facts, &conditions);
}

const char *disk_list_word(enum refusal refusal, int contents_error)
{
	static const char *const words[] = {
		[REFUSE_NOTHING] = "empty",
		[REFUSE_MISSING] = "gone",
		[REFUSE_NO_DEVICE] = "not a disk",
		[REFUSE_PARTITION] = "not a disk",
		[REFUSE_NO_DISK] = "not a disk",
		[REFUSE_READ_ONLY] = "read-only",
		[REFUSE_IN_USE] = "in use",
		[REFUSE_TOO_SMALL] = "too small",
		[REFUSE_SECTOR_SIZE] = "unknown sectors",
		[REFUSE_BIOS_4096] = "BIOS cannot start from it",
		[REFUSE_NOT_EMPTY] = "not empty (--force erases it)",
	};

	/* nothing was seen on it, which is not the same as that nothing is on it */
	if (contents_error < 0 && (refusal == REFUSE_NOTHING || refusal == REFUSE_NOT_EMPTY))
		return contents_error == -ENOMEM ? "memory is short" : "cannot be read";
	return words[refusal];
}

static void print_one(const struct disk_look *look)
{
	char size[SIZE_TEXT_MAX];

	size_text(look->facts.bytes, size);
	(void)printf("%-10s %10s  %-8s %-30s %s\n", look->name, size, look->bus,
		     disk_list_word(decide(look, false), look->contents_error), look->model);
}

int disk_list_print(void)
{
	struct string_list names = { 0 };
	int r = disk_names(&names);

	for (size_t i = 0; i < names.count && r == 0; i++) {
		struct disk_look look;

		r = disk_look(names.items[i], &look);
		if (r < 0)
			break;
		if (look.facts.kind == DISK_WHOLE)
			print_one(&look);
		disk_look_release(&look);
	}
	if (r == 0 && names.count == 0)
		(void)printf("This machine has no disks.\n");
	if (r < 0)
		voice_error("looking at the disks: %s", strerror(-r));
	string_list_release(&names);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}

int disk_list_possible(bool force, struct string_list *ret_names)
{
	struct string_list names = { 0 };
	int r = disk_names(&names);

	for (size_t i = 0; i < names.count && r == 0; i++) {
		struct disk_look look;

		r = disk_look(names.items[i], &look);
		if (r < 0)
			break;
		if (look.contents_error == 0 && decide(&look, force) == REFUSE_NOTHING)
			r = string_list_add(ret_names, look.name, strlen(look.name));
		disk_look_release(&look);
	}
	string_list_release(&names);
	return r;
}

bool disk_list_is_there(const char *name)
{
	cleanup_free char *found = NULL;
	cleanup_free char *path = NULL;
	int r = disk_name_find(name, &found);

	if (r < 0)
		return r == -ENOTBLK;
	path = format_text("/sys/class/block/%s", found);
	return path && access(path, F_OK) == 0;
}
