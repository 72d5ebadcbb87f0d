// SPDX-License-Identifier: Apache-2.0
//
// A disk of this machine as /sys, /proc and its own content show it: the facts on which
// install_check.h decides.

#ifndef BERTH_INSTALL_DISK_LOOK_H
#define BERTH_INSTALL_DISK_LOOK_H

#include "disk_contents.h"
#include "install_check.h"

struct disk_look {
	struct disk_facts facts; /* of what is below */
	char *name, *parent; /* the kernel's name; of what is no device, what was asked for */
	char *model; /* "" if it does not say */
	const char *bus; /* "USB", "NVMe" ... */
	uint64_t diskseq; /* which of all disks it is that ever had this name; 0: not known */
	struct string_list uses;
	struct disk_contents contents;
	int contents_error; /* a negative errno: what is on it could not be read */
};

/*
 * disk_look - look at a disk.
 * @name: sda, /dev/sda, or a link to it (disk_name.h)
 * @ret: release with disk_look_release()
 * Returns 0, also if there is no such disk (the facts say so), or a negative errno.
 */
int disk_look(const char *name, struct disk_look *ret);
void disk_look_release(struct disk_look *look);

/*
 * disk_names - the disks of this machine that are no CD drives and not made of others.
 * Returns 0 or a negative errno.
 */
int disk_names(struct string_list *ret_names);

/*
 * disk_twins - other disks that have partitions with the names of Berth's.
 * Returns 0 or a negative errno.
 */
int disk_twins(const char *name, struct string_list *ret_names);

/* disk_bus - how a disk is connected, from the real path of its folder in /sys. Pure. */
const char *disk_bus(const char *sys_path);

/* disk_kind_of_name - DISK_WHOLE or DISK_OTHER, from a kernel name that is no partition's. Pure. */
enum disk_kind disk_kind_of_name(const char *name);

#endif
