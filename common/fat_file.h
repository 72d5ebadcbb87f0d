// SPDX-License-Identifier: Apache-2.0
//
// Where a file of a FAT32 volume lies, so that its bytes can be replaced in place without mounting
// (which would write to the boot sector). Reads only. (Microsoft, FAT32 File System Specification.)

#ifndef BERTH_COMMON_FAT_FILE_H
#define BERTH_COMMON_FAT_FILE_H

#include "disk_io.h"

/*
 * fat_locate - find a file.
 * @path: short (8.3) or long names, any case, parted by `/`: "grub/grubenv"
 * @ret_offset, @ret_size: bytes from the beginning of the volume, and of the file
 * Returns 0, -ENOENT, -EUCLEAN (no FAT32, or a broken one), -EFBIG (the file is not in one piece),
 * or an errno of reading. Bounded: a loop in the FAT ends it.
 */
int fat_locate(const struct disk_io *io, const char *path, uint64_t *ret_offset,
	       uint32_t *ret_size);

#endif
