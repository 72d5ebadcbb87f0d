// SPDX-License-Identifier: Apache-2.0
//
// Looking into a slot's boot partition: mounted read-only without a place in the tree, so that
// nobody else sees it and closing the descriptor unmounts it.

#ifndef BERTH_BOOT_PART_H
#define BERTH_BOOT_PART_H

#include <stddef.h>

/*
 * boot_part_open - mount it.
 * @device: /dev/NAME
 * Returns a descriptor of its root directory, -ENODATA (no boot image on it), or a negative errno
 * (-EACCES, -EPERM: only root may).
 */
int boot_part_open(const char *device);

/*
 * boot_part_read - read a file in its root directory.
 * @max: refuse more than this many bytes
 * @ret_text: ends with a NUL; the caller frees it
 * Returns 0, -ENOENT, -EFBIG or a negative errno.
 */
int boot_part_read(int boot, const char *name, size_t max, char **ret_text);

#endif
