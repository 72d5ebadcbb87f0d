// SPDX-License-Identifier: Apache-2.0
//
// GPT on a disk. See gpt_disk.h for the order of the writes.

#include "gpt_disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

static int read_side(const struct disk_io *io, uint64_t lba, struct gpt *ret_gpt)
{
	cleanup_free unsigned char *data = malloc(io->sector_size);
	struct gpt gpt = { 0 };
	uint64_t bytes;
	int r;

	if (!data)
		return -ENOMEM;
	r = io->read(io->ctx, data, io->sector_size, lba * io->sector_size);
	if (r == 0)
		r = gpt_parse_header(data, io->sector_size, lba, io->sectors, &gpt);
	if (r < 0)
		return r;
	free(data);
	bytes = gpt_entries_sectors(&gpt) * io->sector_size;
	data = malloc(bytes);
	if (!data)
		return -ENOMEM;
	r = io->read(io->ctx, data, bytes, gpt.entries_lba * io->sector_size);
	if (r == 0)
		r = gpt_set_entries(&gpt, data);
	if (r < 0)
		return r;
	(void)take_ptr(data);
	*ret_gpt = gpt;
	return 0;
}

int gpt_disk_read(const struct disk_io *io, struct gpt *ret_gpt)
{
	int r, r_backup;

	if (io->sectors < 3)
		return -ENOENT;
	r = read_side(io, GPT_PRIMARY_LBA, ret_gpt);
	if (r == 0 || r == -ENOMEM)
		return r;
	r_backup = read_side(io, io->sectors - 1, ret_gpt);
	/* if both are bad, the reason of the primary one is what people look for */
	return r_backup == 0 ? 0 : r;
}

static int write_side(const struct disk_io *io, const struct gpt *gpt, enum gpt_side side)
{
	uint64_t bytes = gpt_entries_sectors(gpt) * io->sector_size;
	cleanup_free unsigned char *data = calloc(1, bytes);
	int r;

	if (!data)
		return -ENOMEM;
	memcpy(data, gpt->entries, gpt_entries_bytes(gpt));
	r = io->write(io->ctx, data, bytes, gpt_table_lba(gpt, side) * io->sector_size);
	if (r < 0)
		return r;
	/* a header is one sector, smaller than any table: the buffer serves twice */
	gpt_build_header(gpt, side, data);
	r = io->write(io->ctx, data, io->sector_size, gpt_header_lba(gpt, side) * io->sector_size);
	return r < 0 ? r : io->sync(io->ctx);
}

static int write_protective_mbr(const struct disk_io *io, const struct gpt *gpt)
{
	cleanup_free unsigned char *sector = malloc(io->sector_size);
	int r;

	if (!sector)
		return -ENOMEM;
	r = io->read(io->ctx, sector, io->sector_size, 0);
	if (r < 0 || !gpt_fix_protective_mbr(gpt, sector))
		return r;
	r = io->write(io->ctx, sector, io->sector_size, 0);
	return r < 0 ? r : io->sync(io->ctx);
}

int gpt_disk_write_tables(const struct disk_io *io, const struct gpt *gpt)
{
	int r = write_side(io, gpt, GPT_BACKUP);

	return r < 0 ? r : write_side(io, gpt, GPT_PRIMARY);
}

int gpt_disk_write(const struct disk_io *io, const struct gpt *gpt)
{
	int r = gpt_disk_write_tables(io, gpt);

	return r < 0 ? r : write_protective_mbr(io, gpt);
}
