// SPDX-License-Identifier: Apache-2.0
//
// A root image behind dm-verity: every block that is read of it is checked against the root hash of
// the command line, and one that does not match is an I/O error.

#ifndef BERTH_INIT_ROOT_VERITY_H
#define BERTH_INIT_ROOT_VERITY_H

#include "root_image.h"

#define ROOT_VERITY_NAME "berth-root" /* of the device, for the device mapper */

/*
 * root_verity_open - find the hash tree behind the image's file system, set the device up, and read
 * its first block, which shows whether image and root hash belong together.
 * @root_hash: VERITY_HASH_DIGITS hexadecimal digits
 * @ret_device: /dev/dm-N; the caller frees it
 * Returns 0 or a negative errno, after saying what is wrong on the consoles; nothing is left then.
 */
int root_verity_open(const struct root_image *image, const char *root_hash, char **ret_device);

/* root_verity_close - take the device away again. */
void root_verity_close(void);

#endif
