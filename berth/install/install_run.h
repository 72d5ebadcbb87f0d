// SPDX-License-Identifier: Apache-2.0
//
// A release onto a disk or into an image file: what install_write.h needs is made from the files of
// the release.

#ifndef BERTH_INSTALL_RUN_H
#define BERTH_INSTALL_RUN_H

#include "efi_entry.h"
#include "install_write.h"
#include "release.h"

/*
 * install_run - do it.
 * @args: of the machine, without a problem (machine_args.h)
 * @progress: may be NULL
 * @ret_esp: where the EFI system partition is
 * @ret_outcome: always written
 * Returns 0 or a negative errno, as install_write(); -EUCLEAN, -EINVAL: the release's loader is not
 * what this installer knows.
 */
int install_run(const struct disk_io *disk, const struct release *release,
		const struct disk_guids *guids, const char *args,
		const struct write_progress *progress, struct efi_partition *ret_esp,
		struct install_outcome *ret_outcome);

#endif
