// SPDX-License-Identifier: Apache-2.0
//
// What is on a disk, for people to read before it is erased: partitions, file systems, or data of
// an unknown kind. Reads only, through struct disk_io.

#ifndef BERTH_INSTALL_DISK_CONTENTS_H
#define BERTH_INSTALL_DISK_CONTENTS_H

#include "../../common/disk_io.h"
#include "../../common/gpt.h"
#include "../../common/string_list.h"

struct disk_contents {
	struct string_list lines; /* one for each thing; none: the disk is blank */
	unsigned char *guids; /* of the partitions of a GPT, GPT_GUID_LEN bytes each */
	size_t guid_count;
};

/*
 * disk_contents_read - look at tables, and at the beginning of disk and partitions. Blank is only a
 * disk whose first and last MiB are erased (all bytes 0x00 or all 0xFF).
 * @ret: release with disk_contents_release(); also written on failure
 * Returns 0 or an errno of reading.
 */
int disk_contents_read(const struct disk_io *disk, struct disk_contents *ret);
void disk_contents_release(struct disk_contents *contents);

#endif
