// SPDX-License-Identifier: Apache-2.0
//
// Replacing the UEFI loader on the EFI system partition of a disk that is in use. It is there
// twice: for the firmware's boot entry, and where firmware looks that has no entry. One of them is
// whole at any moment: the second is not touched before the first is safe on the disk. See
// loader_efi.c for what FAT, which has no journal, needs beyond that.

#ifndef BERTH_INSTALL_LOADER_EFI_H
#define BERTH_INSTALL_LOADER_EFI_H

#include <stdbool.h>
#include <stddef.h>

/*
 * loader_efi_refresh - replace both copies, each unless it is this one already.
 * @root: descriptor of the partition's root directory
 * @ret_changed: was any copy replaced?
 * Returns 0, -EILSEQ (the disk does not give back what was written) or a negative errno. After a
 * failure the copy that was being replaced is the old one, unless the disk itself is broken.
 */
int loader_efi_refresh(int root, const void *data, size_t len, bool *ret_changed);

#endif
