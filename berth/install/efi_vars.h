// SPDX-License-Identifier: Apache-2.0
//
// Entering a disk into the firmware's boot menu, through efivarfs.

#ifndef BERTH_INSTALL_EFI_VARS_H
#define BERTH_INSTALL_EFI_VARS_H

#include "efi_entry.h"

#define EFI_VARS_DIR "/sys/firmware/efi/efivars"

/*
 * efi_vars_install - write an entry for the disk, put it first, and remove what is left of earlier
 * installations on the same disk.
 * @dir: EFI_VARS_DIR, or a folder of a test
 * @old_guids, @old_count: partitions that were on the disk before, GPT_GUID_LEN bytes each
 * Returns 0 or a negative errno: -ENOENT, -EROFS (no variables), -ENOSPC (they are full) ...
 */
int efi_vars_install(const char *dir, const struct efi_partition *partition,
		     const unsigned char *old_guids, size_t old_count);

#endif
