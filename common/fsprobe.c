// SPDX-License-Identifier: Apache-2.0
//
// Recognise a file system by its leading bytes: pure, one table of signatures.

#include "blockdev.h"

#include <string.h>

struct signature {
	enum fs_type type;
	size_t offset;
	const char *magic;
	size_t magic_len;
};

#define MAGIC(text) (text), (sizeof(text) - 1)

static const struct signature signatures[] = {
	{ FS_EXT, 1024 + 0x38, MAGIC("\x53\xEF") },
	{ FS_ISO9660, 32768 + 1, MAGIC("CD001") },
	{ FS_EROFS, 1024, MAGIC("\xE2\xE1\xF5\xE0") },
	{ FS_SQUASHFS, 0, MAGIC("hsqs") },
	{ FS_VFAT, 82, MAGIC("FAT32   ") },
	{ FS_VFAT, 54, MAGIC("FAT16   ") },
	{ FS_VFAT, 54, MAGIC("FAT12   ") },
	{ FS_OTHER, 0, MAGIC("XFSB") },
	{ FS_OTHER, 0, MAGIC("LUKS\xBA\xBE") },
	{ FS_OTHER, 3, MAGIC("NTFS    ") },
	{ FS_OTHER, 3, MAGIC("EXFAT   ") },
	{ FS_OTHER, 512, MAGIC("LABELONE") },
	{ FS_OTHER, 1024, MAGIC("\x10\x20\xF5\xF2") },
	{ FS_OTHER, 4086, MAGIC("SWAPSPACE2") },
	{ FS_OTHER, 4096, MAGIC("\xFC\x4E\x2B\xA9") },
	{ FS_OTHER, 4096 + 24, MAGIC("\xC6\x85\x73\xF6") },
	{ FS_OTHER, 65536 + 64, MAGIC("_BHRfS_M") },
};

/* What mke2fs leaves of block 0 until its very last write. */
#define BLANK_LEAD 4096

static bool all_zero(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i])
			return false;
	return true;
}

enum fs_type fs_probe(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		const struct signature *sig = &signatures[i];

		if (sig->offset + sig->magic_len <= len &&
		    memcmp(data + sig->offset, sig->magic, sig->magic_len) == 0)
			return sig->type;
	}
	return len >= FS_PROBE_BYTES && all_zero(data, BLANK_LEAD) ? FS_BLANK : FS_UNKNOWN;
}

const char *fs_type_name(enum fs_type type)
{
	static const char *const names[] = {
		[FS_EXT] = "ext4",    [FS_VFAT] = "vfat",	  [FS_ISO9660] = "iso9660",
		[FS_EROFS] = "erofs", [FS_SQUASHFS] = "squashfs", [FS_OTHER] = NULL,
	};

	return names[type];
}
