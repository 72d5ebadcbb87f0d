// SPDX-License-Identifier: Apache-2.0
//
// What a volume calls itself and how large it claims to be, so that it can be found by LABEL= and
// UUID= in the forms that blkid(8) prints, and so that a truncated one is noticed. Pure; what is
// not within the leading FS_PROBE_BYTES of a volume is not seen.

#ifndef BERTH_COMMON_FSIDENT_H
#define BERTH_COMMON_FSIDENT_H

#include <stddef.h>
#include <stdint.h>

#include "blockdev.h"

#define FS_LABEL_MAX 32
#define FS_UUID_MAX 36

struct fs_identity {
	enum fs_type type;
	char label[FS_LABEL_MAX + 1]; /* without trailing blanks; "" if there is none */
	char uuid[FS_UUID_MAX + 1]; /* "" if there is none */
	uint64_t size; /* bytes of the device that it says it fills; 0 if it does not say */
};

/*
 * fs_identify - read type, names and size of a volume.
 * @data, @len: the start of the device, up to FS_PROBE_BYTES
 * @ret: always written; for a type without names they are empty
 */
void fs_identify(const unsigned char *data, size_t len, struct fs_identity *ret);

/*
 * blockdev_identify - the same for a device, which is opened and read.
 * @path: /dev/NAME, or an image file
 * @ret_bytes: how large the device really is; may be NULL
 * Returns 0 or a negative errno (-ENOMEDIUM: an empty drive).
 */
int blockdev_identify(const char *path, struct fs_identity *ret, uint64_t *ret_bytes);

#endif
