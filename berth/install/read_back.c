// SPDX-License-Identifier: Apache-2.0
//
// Comparing what is on the disk with what was written. See read_back.h.

#include "read_back.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

int read_back_bytes(const struct disk_io *disk, const unsigned char *expected, size_t len,
		    uint64_t offset)
{
	cleanup_free unsigned char *data = malloc(len);
	int r;

	if (!data)
		return -ENOMEM;
	r = disk->read(disk->ctx, data, len, offset);
	if (r < 0)
		return r;
	return memcmp(data, expected, len) == 0 ? 0 : -EILSEQ;
}

int read_back_zeros(const struct disk_io *disk, size_t len, uint64_t offset)
{
	cleanup_free unsigned char *zeros = calloc(1, len);

	return zeros ? read_back_bytes(disk, zeros, len, offset) : -ENOMEM;
}

static int read_back_side(const struct disk_io *disk, const struct gpt *gpt, enum gpt_side side)
{
	size_t bytes = (size_t)gpt_entries_sectors(gpt) * disk->sector_size;
	cleanup_free unsigned char *data = calloc(1, bytes);
	int r;

	if (!data)
		return -ENOMEM;
	memcpy(data, gpt->entries, gpt_entries_bytes(gpt));
	r = read_back_bytes(disk, data, bytes, gpt_table_lba(gpt, side) * disk->sector_size);
	if (r < 0)
		return r;
	/* a header is one sector, smaller than any table: the buffer serves twice */
	gpt_build_header(gpt, side, data);
	return read_back_bytes(disk, data, disk->sector_size,
			       gpt_header_lba(gpt, side) * disk->sector_size);
}

int read_back_tables(const struct disk_io *disk, const struct gpt *gpt)
{
	int r = read_back_side(disk, gpt, GPT_BACKUP);

	return r < 0 ? r : read_back_side(disk, gpt, GPT_PRIMARY);
}
