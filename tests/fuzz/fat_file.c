// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the search for a file on a FAT32 volume. The bytes stand for a disk of that size,
// once with sectors of 512 bytes and once of 4096. Asserts an upper bound of reads, that none is
// behind the end, and that a file lies where clusters can lie.

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/fat_file.h"

/* A directory has at most 65,536 entries, in clusters of 16 or more: one read of the table and one
 * of the directory for each; and a path here has two names. The table of the file itself lies
 * within the bytes. */
#define READS_MAX 20000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	const uint8_t *data;
	size_t size;
	unsigned int reads;
};

static int read_bytes(void *context, void *data, size_t len, uint64_t offset)
{
	struct bytes *bytes = context;

	if (++bytes->reads > READS_MAX || offset > bytes->size || len > bytes->size - offset)
		abort();
	memcpy(data, bytes->data + offset, len);
	return 0;
}

static void locate(const uint8_t *data, size_t size, uint32_t sector, const char *path)
{
	struct bytes bytes = { .data = data, .size = size };
	struct disk_io io = {
		.read = read_bytes,
		.ctx = &bytes,
		.sector_size = sector,
		.sectors = size / sector,
	};
	uint64_t offset = 0;
	uint32_t length = 0;
	int r = fat_locate(&io, path, &offset, &length);

	if (r != 0 && r != -ENOENT && r != -EUCLEAN && r != -EFBIG)
		abort();
	if (r == 0 && (offset % 512 != 0 || (length > 0 && offset < 1024)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = { "grub/grubenv", "grub/a name of two parts.cfg" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		locate(data, size, 512, paths[i]);
		locate(data, size, 4096, paths[i]);
	}
	return 0;
}
