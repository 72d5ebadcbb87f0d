// SPDX-License-Identifier: Apache-2.0
//
// What is installed to: a disk, which nobody else uses meanwhile, or an image file. A disk is read
// and written past the cache (O_DIRECT), so that an error comes with its place, and what is read
// back comes from the disk.

#ifndef BERTH_INSTALL_TARGET_H
#define BERTH_INSTALL_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/disk_io.h"

enum target_fault {
	TARGET_FINE,
	TARGET_READ,
	TARGET_WRITE,
	TARGET_SYNC, /* the disk could not write out its cache */
};

struct target_failure {
	enum target_fault what;
	uint64_t at; /* bytes; of a read or a write */
};

struct target {
	int fd;
	bool is_file; /* zeros are not written into a new file: they are there */
	unsigned char *bounce; /* aligned, for O_DIRECT */
	struct target_failure failure; /* the first one */
};

/*
 * target_open_disk - take a disk for ourselves.
 * @path: /dev/NAME
 * @ret_target: release with target_close(); has to stay where it is while @ret_io is used
 * Returns 0, -EBUSY (mounted, or used in another way), or a negative errno.
 */
int target_open_disk(const char *path, struct target *ret_target, struct disk_io *ret_io);

/*
 * target_create_image - a new file of zeros; an old one of that name is replaced.
 * @bytes: a multiple of @sector_size
 */
int target_create_image(const char *path, uint64_t bytes, uint32_t sector_size,
			struct target *ret_target, struct disk_io *ret_io);

/* target_reread_table - let the kernel forget the old partitions and see the new ones. */
void target_reread_table(const struct target *target);

/*
 * target_check_same - is the disk that was opened the one that was looked at? A name may have gone
 * over to another disk meanwhile, that of a USB disk for example.
 * @diskseq: of disk_look.h
 * Returns 0, -ESTALE (it is another one, or nobody can tell) or a negative errno.
 */
int target_check_same(const struct target *target, uint64_t diskseq);

void target_close(struct target *target);

#endif
