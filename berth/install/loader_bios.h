// SPDX-License-Identifier: Apache-2.0
//
// Replacing the BIOS loader of a disk that is in use. The partition bios-boot has two places for a
// core image, at its beginning and in its middle. The new one is written into the place that the
// disk does not start from, synced and read back; then the first sector of the disk, which says
// where the core is, is written. A sector is old or new whenever the power goes, so that the disk
// starts by one loader or by the other.

#ifndef BERTH_INSTALL_LOADER_BIOS_H
#define BERTH_INSTALL_LOADER_BIOS_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/disk_io.h"

/* The loader of a release; patched for its place here. */
struct loader_bios {
	unsigned char *mbr, *core;
	size_t mbr_len, core_len; /* bytes */
};

/*
 * loader_bios_refresh - do it, unless the disk has this very loader already.
 * @disk: a whole disk with sectors of 512 bytes
 * @ret_changed: was anything written?
 * Returns 0, -ENOENT (no such partition, or no partition table), -EFBIG (the new core or the one in
 * use is larger than a place; nothing was written), -EUCLEAN (the disk starts from within the
 * partition, but from neither place; nothing was written), -EINVAL (no such images), -EILSEQ (the
 * disk does not give back what was written), or an errno of the disk. But for a failure of the very
 * last sync the disk starts by the old loader after each of them.
 */
int loader_bios_refresh(const struct disk_io *disk, const struct loader_bios *loader,
			bool *ret_changed);

#endif
