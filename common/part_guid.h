// SPDX-License-Identifier: Apache-2.0
//
// The GUID of a partition: what tells it from one with the same name on another disk. The kernel
// does not show it, so the table is read.

#ifndef BERTH_COMMON_PART_GUID_H
#define BERTH_COMMON_PART_GUID_H

#include "blockdev.h"
#include "gpt_guid.h"

/*
 * part_guid_read - read it from the table of the partition's disk.
 * @ret_text: the text form, in small letters
 * Returns 0, -ENOENT (not a partition of a GPT) or another negative errno.
 */
int part_guid_read(const struct blockdev *dev, char ret_text[GPT_GUID_TEXT + 1]);

#endif
