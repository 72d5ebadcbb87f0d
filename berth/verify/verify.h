// SPDX-License-Identifier: Apache-2.0
//
// The parts of `berth verify`. Each prints what it found, a line per fact, on standard output, and
// what kept it from finding out as an error message. They return the exit status: EXIT_OK, or
// EXIT_PROBLEM if something is damaged or could not be checked.

#ifndef BERTH_VERIFY_H
#define BERTH_VERIFY_H

#include "block_scan.h"

/*
 * verify_running_root - check the running root, and let the kernel read what is damaged of it, so
 * that init hears of it.
 */
int verify_running_root(void);

/*
 * verify_boot_image - compare the files of a slot's boot image with its checksums.
 * @what: how its lines begin: "slot a"
 * @device: /dev/NAME
 * @ret_root_hash: of the slot's root image, if it could be read, else NULL; the caller frees it
 * A partition without a boot image holds no release: it is said, and nothing is wrong.
 */
int verify_boot_image(const char *what, const char *device, char **ret_root_hash);

/*
 * verify_root_image - check a root image against its hash tree, both read from the device itself.
 * @what: how its lines begin: "slot b: root image"
 * @ret_damage: always written; may be NULL
 */
int verify_root_image(const char *what, const char *device, const char *root_hash,
		      struct damage *ret_damage);

/*
 * verify_report - print what a scan found.
 * @what: "root image"
 * @size: bytes that were read
 */
int verify_report(const char *what, uint64_t size, const struct damage *damage);

/*
 * verify_open - open a device for reading what is on the disk and not what was read before.
 * Returns a descriptor or a negative errno.
 */
int verify_open(const char *device);

#endif
