// SPDX-License-Identifier: Apache-2.0
//
// Leaving a damaged slot in stage 1. See root_slot.h.

#include "root_slot.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "../../common/blockdev.h"
#include "../../common/console.h"
#include "../../common/slot_disk.h"
#include "../slot/slot_give_up.h"

static const struct blockdev *find_device(const struct blockdev_list *list, const char *path)
{
	const char *name = strncmp(path, "/dev/", 5) == 0 ? path + 5 : path;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	return NULL;
}

static int find_disk(const char *device, struct slot_disk *ret_disk)
{
	struct blockdev_list list = { 0 };
	const struct blockdev *root;
	int r = blockdev_list_read(&list);

	if (r < 0)
		return r;
	root = find_device(&list, device);
	r = root ? slot_disk_choose(root, &list, ret_disk) : -ENODEV;
	blockdev_list_release(&list);
	return r;
}

static void say_given_up(enum slot slot, bool last_resort)
{
	if (last_resort)
		console_say("berth: slot %c is given up; slot %c, which is not marked as good, "
			    "is started as the last resort",
			    slot_letter(slot), slot_letter(slot_other(slot)));
	else
		console_say("berth: slot %c is given up; slot %c is started from now on",
			    slot_letter(slot), slot_letter(slot_other(slot)));
}

static void say_alone(void)
{
	console_say("berth: there is no other slot to start: install this machine again; the data "
		    "partition can be kept");
}

static void give_up(const char *device)
{
	struct slot_disk disk = { .running = SLOT_NONE };
	int r = find_disk(device, &disk);

	if (r < 0) {
		console_say("berth: the boot record that belongs to %s was not found (%s), so it "
			    "could not be changed; the other slot can be chosen in the boot menu "
			    "(Esc)",
			    device, strerror(-r));
		return;
	}
	r = slot_give_up(&disk, SLOT_HOPE_WRITTEN);
	if (r >= 0)
		say_given_up(disk.running, r > 0);
	else if (r == -ENOENT)
		say_alone();
	else
		console_say("berth: the boot record could not be changed (%s); slot %c can be "
			    "chosen in the boot menu (Esc)",
			    strerror(-r), slot_letter(slot_other(disk.running)));
	slot_disk_release(&disk);
}

void root_slot_failed(const struct root_source *source, const char *device)
{
	if (source->proven)
		give_up(device);
	else if (source->last_resort)
		say_alone();
}
