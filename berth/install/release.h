// SPDX-License-Identifier: Apache-2.0
//
// A release as the installer sees it: its manifest, and the files that a disk is made of, opened
// and checked. On a running ISO they lie in more than one folder.

#ifndef BERTH_INSTALL_RELEASE_H
#define BERTH_INSTALL_RELEASE_H

#include "manifest.h"

#define RELEASE_DIR "/run/berth/release" /* what the running system was started from */
#define RELEASE_MEDIUM_DIR "/run/berth/medium/berth" /* boot.img lies beside it, for the loader */

enum release_part {
	RELEASE_ROOT, /* root.img */
	RELEASE_BOOT, /* boot.img */
	RELEASE_MBR, /* GRUB's first sector */
	RELEASE_CORE, /* GRUB for BIOS */
	RELEASE_ESP, /* the EFI partition */
	RELEASE_EFI, /* GRUB for UEFI */
	RELEASE_PARTS,
};

struct release_file {
	const struct manifest_file *facts; /* of the manifest */
	int fd; /* -1: not opened */
};

struct release {
	struct manifest manifest;
	struct release_file files[RELEASE_PARTS];
};

/*
 * release_open - read the manifest, open all files but RELEASE_EFI, which the EFI partition has in
 * it, compare their sizes; those that are small, or
 * without which nothing starts, are hashed as well. The hash of root.img is left to its writing.
 * @dirs: where to look, ended by NULL; the first folder that has a file gives it
 * @sector_size: of the disk, which decides on the image of the EFI partition: 512 or 4096
 * @ret_release: release with release_close(); written on success only
 * @ret_problem: what is wrong and what to do; the caller frees it; NULL if memory is short
 * Returns 0 or a negative errno.
 */
int release_open(const char *const dirs[], uint32_t sector_size, struct release *ret_release,
		 char **ret_problem);

/*
 * release_open_loader - the same for the loader alone: RELEASE_MBR, RELEASE_CORE and RELEASE_EFI.
 * The other files need not be there.
 */
int release_open_loader(const char *const dirs[], struct release *ret_release, char **ret_problem);
void release_close(struct release *release);

/*
 * release_load - a small file as a whole. What is returned is what was hashed.
 * @ret_data: the caller frees it
 * Returns 0, -EFBIG (more than 64 MiB), -EBADMSG (not what the release says) or a negative errno.
 */
int release_load(const struct release *release, enum release_part part, unsigned char **ret_data,
		 size_t *ret_len);

#endif
