// SPDX-License-Identifier: Apache-2.0
//
// Which medium the running system came from. Pure.

#ifndef BERTH_BOOT_MEDIUM_H
#define BERTH_BOOT_MEDIUM_H

#include "../../common/mountinfo.h"

enum medium_kind {
	MEDIUM_UNKNOWN,
	MEDIUM_DISK, /* a slot of a disk (berth.root=PARTLABEL=...), or a disk of its own */
	MEDIUM_ISO, /* an image in a volume (CD, USB): berth.root=UUID=... berth.image=/path */
	MEDIUM_NETWORK, /* an image that the boot loader brought into memory: berth.image=/path */
};

/* Strings are NULL if they mean nothing for this kind, or are not known. */
struct medium {
	enum medium_kind kind;
	char *device; /* of the root partition, or of the volume that holds the image */
	char *partition; /* its GPT name: berth-a */
	char *slot; /* the letter of the slot: a */
	char *volume; /* what is no partition: LABEL=..., UUID=... or /dev/..., as it was given */
	char *image; /* path of the root image */
};

/*
 * medium_derive - find it out from the kernel command line and the mounts.
 * @root_device: the partition or disk that the root lies on, below device-mapper; NULL: not known
 * Returns 0 or -ENOMEM. Release with medium_release().
 */
int medium_derive(const char *cmdline, const struct mount_list *mounts, const char *root_device,
		  struct medium *ret_medium);
void medium_release(struct medium *medium);

/* medium_kind_word - the kind as one word, for programs. */
const char *medium_kind_word(enum medium_kind kind);

#endif
