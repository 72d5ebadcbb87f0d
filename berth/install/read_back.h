// SPDX-License-Identifier: Apache-2.0
//
// What was written to a disk besides images, read back and compared: zeros, the partition tables,
// the first sector. Functions return 0, -EILSEQ (the disk does not give back what
// was written), -ENOMEM, or an errno of reading. Called after a sync.

#ifndef BERTH_INSTALL_READ_BACK_H
#define BERTH_INSTALL_READ_BACK_H

#include "../../common/disk_io.h"
#include "../../common/gpt.h"

/* read_back_bytes - @offset, @len: multiples of the sector size */
int read_back_bytes(const struct disk_io *disk, const unsigned char *expected, size_t len,
		    uint64_t offset);

/* read_back_zeros - the same for zeros. */
int read_back_zeros(const struct disk_io *disk, size_t len, uint64_t offset);

/* read_back_tables - entries and header of both tables. */
int read_back_tables(const struct disk_io *disk, const struct gpt *gpt);

#endif
