// SPDX-License-Identifier: Apache-2.0
//
// The installation itself: what is written to a disk, and in which order. A power cut at any moment
// leaves the old system as it was, a disk that does not start, or a complete new system:
//
//   1 the old tables are erased (first and last MiB), sync: from here on nothing starts
//   2 all partitions are written at their places, sync
//   3 all of that is read back and checked
//   4 backup partition table, sync; primary table, sync
//   5 the first sector, with the boot code: sync. Only now BIOS starts from the disk
//   6 tables and first sector are read back and checked
//
// All through struct disk_io, so that tests cut it everywhere.

#ifndef BERTH_INSTALL_WRITE_H
#define BERTH_INSTALL_WRITE_H

#include "../../common/disk_layout.h"
#include "../../common/gpt_create.h"
#include "image_file.h"

#define BOOT_CODE_BYTES 440 /* of the first sector, before the disk's signature */

struct install_job {
	const struct gpt *gpt; /* of disk_layout_make(), for this disk */
	/* Number N at index N - 1. NULL: the partition's first MiB is erased, so that nothing that
	 * was there before is found. */
	const struct disk_image *images[DISK_PARTS];
	const unsigned char *boot_code; /* BOOT_CODE_BYTES; NULL: none */
};

/* How far it came, for a message about a failure. */
struct install_outcome {
	char *step; /* "writing root.img"; the caller frees it; NULL if memory is short */
	bool erased; /* what was on the disk is gone, or may be */
	int cleanup; /* after a failure: 0, the disk has no partition table and nothing starts from
		      * it; a negative errno: that could not be reached, or not be seen */
};

/*
 * install_write - do it.
 * @meter: its total is set here
 * @ret_outcome: always written
 * Returns 0, -EFBIG (an image is larger than its partition; nothing was written), -EBADMSG (an
 * image is not what the release says), -EILSEQ (the disk does not give back what was written), or
 * an errno of the disk. After a failure the disk has no partition table, unless the outcome's
 * cleanup says otherwise.
 */
int install_write(const struct disk_io *disk, const struct install_job *job,
		  struct install_meter *meter, struct install_outcome *ret_outcome);

#endif
