// SPDX-License-Identifier: Apache-2.0
//
// The disk that somebody names. A path is what it leads to and not how it ends: /mnt/backup/sda is
// a file, and no word about the disk sda.

#ifndef BERTH_INSTALL_DISK_NAME_H
#define BERTH_INSTALL_DISK_NAME_H

#include <sys/types.h>

/*
 * disk_name_find - the kernel's name of a device.
 * @word: sda, which is taken as it is, or a path: of a device node or of a link to one
 * @ret_name: the caller frees it
 * Returns 0, -ENOENT (nothing is at that path), -ENOTBLK (no block device is), or a negative errno.
 */
int disk_name_find(const char *word, char **ret_name);

/* disk_name_of_device - the same from its number. -ENOENT: the kernel has no such device. */
int disk_name_of_device(dev_t device, char **ret_name);

#endif
