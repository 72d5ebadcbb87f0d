// SPDX-License-Identifier: Apache-2.0
//
// The files of a boot image compared with its checksums, as the loader does before it starts them.
// Says nothing to anybody. Before the first call: sodium_init().

#ifndef BERTH_VERIFY_BOOT_FILES_H
#define BERTH_VERIFY_BOOT_FILES_H

#include <stdbool.h>

#include "sums.h"

/*
 * boot_files_sums - read the list of checksums.
 * @boot: descriptor of the root directory of the image, boot_part_open()
 * Returns 0, -ENOENT (there is none), -EBADMSG or -EFBIG (it is damaged) or an errno of reading.
 */
int boot_files_sums(int boot, struct sums *ret_sums);

/* boot_file_check - Returns 0, -EILSEQ (another checksum) or an errno of reading, -ENOENT included.
 */
int boot_file_check(int boot, const struct sum *sum);

/* boot_files_are_whole - would the loader find nothing wrong with them? */
bool boot_files_are_whole(int boot);

#endif
