// SPDX-License-Identifier: Apache-2.0
//
// Which file system with which label is on a volume: ISO 9660 and FAT, the two that a NoCloud seed
// comes on. Reads through a function of the caller, so that a test or fuzzer can hand in bytes in
// memory. A FAT label is looked for where it really may be, also far inside a FAT32 volume: Windows
// and fatlabel write it to the root directory, mkfs.vfat to the boot sector as well. Pure.

#ifndef BERTH_VOLUME_LABEL_H
#define BERTH_VOLUME_LABEL_H

#include <stddef.h>
#include <stdint.h>

#define VOLUME_LABEL_MAX 32

enum volume_type {
	VOLUME_OTHER,
	VOLUME_ISO9660,
	VOLUME_VFAT
};

struct volume_reader {
	/* Fills @data with @len bytes from @offset; 0 or a negative errno, also when there are
	 * fewer. */
	int (*read)(void *context, uint64_t offset, void *data, size_t len);
	void *context;
};

struct volume {
	enum volume_type type;
	char label[VOLUME_LABEL_MAX + 1]; /* without trailing blanks; "" if there is none */
	char boot_label[VOLUME_LABEL_MAX + 1]; /* FAT: the one in the boot sector */
};

/*
 * volume_probe - recognise a volume.
 * @ret_volume: type and labels; VOLUME_OTHER for everything else
 * Returns 0, or the negative errno of the reader if the first sectors could not be read.
 */
int volume_probe(const struct volume_reader *reader, struct volume *ret_volume);

/* volume_type_name - the name for mount(2); NULL for VOLUME_OTHER. */
const char *volume_type_name(enum volume_type type);

#endif
