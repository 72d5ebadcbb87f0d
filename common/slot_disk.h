// SPDX-License-Identifier: Apache-2.0
//
// The running system's own disk, derived from what is mounted and never from configuration: below
// the root is a device-mapper device, below that a partition berth-a or berth-b, and beside that on
// the same disk the EFI system partition with the boot record.

#ifndef BERTH_COMMON_SLOT_DISK_H
#define BERTH_COMMON_SLOT_DISK_H

#include "blockdev.h"
#include "boot_record.h"

struct slot_disk {
	char *disk; /* kernel name of the disk: vda */
	enum slot running;
	char *esp; /* /dev/NAME of the EFI system partition */
	char *boot[SLOT_COUNT], *root[SLOT_COUNT]; /* /dev/NAME; NULL if not there */
};

/*
 * slot_disk_find - look at mounts and /sys.
 * Returns 0, -ENODEV (the root does not come from a slot: ISO, network, microvm) or a negative
 * errno. Release with slot_disk_release().
 */
int slot_disk_find(struct slot_disk *ret);
void slot_disk_release(struct slot_disk *disk);

/*
 * slot_disk_choose - the pure part: partitions by their names.
 * @root: the device that the root lies on
 * @list: all devices; only those on the disk of @root are taken
 * Returns 0, -ENODEV as above, also without an EFI system partition; or -ENOMEM.
 */
int slot_disk_choose(const struct blockdev *root, const struct blockdev_list *list,
		     struct slot_disk *ret);

/* slot_disk_read, slot_disk_write - its boot record, as boot_record.h does it. */
int slot_disk_read(const struct slot_disk *disk, struct boot_record *ret_record);
int slot_disk_write(const struct slot_disk *disk, const struct boot_record *record);

#endif
