// SPDX-License-Identifier: Apache-2.0
//
// The layout of a FAT32 volume. See fat_volume.h; names and numbers of the fields are those of
// Microsoft's FAT32 File System Specification.

#include "fat_volume.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define BOOT_BYTES 512
#define ENTRY_BYTES 4
#define ENTRY_MASK 0x0FFFFFFFU /* the upper four bits are reserved */
#define CLUSTER_END_MAX 0x0FFFFFF6U

uint32_t fat_le16(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

uint32_t fat_le32(const unsigned char *at)
{
	return fat_le16(at) | fat_le16(at + 2) << 16;
}

static uint64_t io_bytes(const struct disk_io *io)
{
	return io->sectors * io->sector_size;
}

static int load(struct fat_volume *volume, uint64_t offset)
{
	const struct disk_io *io = volume->io;
	int r;

	if (volume->cached == offset)
		return 0;
	volume->cached = UINT64_MAX;
	r = io->read(io->ctx, volume->cache, io->sector_size, offset);
	if (r == 0)
		volume->cached = offset;
	return r;
}

int fat_volume_read(struct fat_volume *volume, void *data, size_t len, uint64_t offset)
{
	uint32_t sector = volume->io->sector_size;
	uint64_t end = io_bytes(volume->io);
	unsigned char *to = data;

	if (offset > end || len > end - offset)
		return -EUCLEAN;
	while (len > 0) {
		size_t within = (size_t)(offset % sector);
		size_t n = len < sector - within ? len : sector - within;
		int r = load(volume, offset - within);

		if (r < 0)
			return r;
		memcpy(to, volume->cache + within, n);
		to += n;
		offset += n;
		len -= n;
	}
	return 0;
}

static bool is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

/* The fields of a boot sector that say where things are. Sizes and places in sectors. */
struct layout {
	uint32_t sector_bytes, cluster_sectors;
	uint32_t reserved, tables, table_sectors, sectors;
	uint32_t flags, root;
};

/*
 * FAT12 and FAT16 have a table size of 16 bits and a root directory in a place of its own. (The
 * specification tells the kinds apart by the number of clusters alone; GRUB, Linux and the firmware
 * go by these fields, and so do we.)
 */
static bool is_fat32(const unsigned char boot[BOOT_BYTES])
{
	uint32_t root_entries = fat_le16(boot + 17), sectors16 = fat_le16(boot + 19);
	uint32_t table_sectors16 = fat_le16(boot + 22), version = fat_le16(boot + 42);

	return boot[510] == 0x55 && boot[511] == 0xAA && !root_entries && !sectors16 &&
	       !table_sectors16 && !version;
}

static int parse(const unsigned char boot[BOOT_BYTES], struct layout *ret)
{
	struct layout l = {
		.sector_bytes = fat_le16(boot + 11),
		.cluster_sectors = boot[13],
		.reserved = fat_le16(boot + 14),
		.tables = boot[16],
		.sectors = fat_le32(boot + 32),
		.table_sectors = fat_le32(boot + 36),
		.flags = fat_le16(boot + 40),
		.root = fat_le32(boot + 44),
	};

	if (!is_fat32(boot) || !is_power_of_two(l.sector_bytes) || l.sector_bytes < 512 ||
	    l.sector_bytes > 4096 || !is_power_of_two(l.cluster_sectors) || !l.reserved ||
	    !l.tables || !l.table_sectors)
		return -EUCLEAN;
	*ret = l;
	return 0;
}

/* Normally all tables are the same; if they are not, the flags name the one in use. */
static uint32_t table_in_use(const struct layout *l)
{
	enum {
		NOT_MIRRORED = 0x80,
		NUMBER = 0x0F
	};

	return l->flags & NOT_MIRRORED ? l->flags & NUMBER : 0;
}

static int place(const struct layout *l, struct fat_volume *volume)
{
	uint64_t data = l->reserved + (uint64_t)l->tables * l->table_sectors;
	uint64_t entries = (uint64_t)l->table_sectors * l->sector_bytes / ENTRY_BYTES;
	uint64_t end;

	if (data >= l->sectors || table_in_use(l) >= l->tables)
		return -EUCLEAN;
	end = FAT_CLUSTER_FIRST + (l->sectors - data) / l->cluster_sectors;
	if (end > entries || end > CLUSTER_END_MAX)
		return -EUCLEAN;
	volume->cluster_bytes = l->cluster_sectors * l->sector_bytes;
	volume->cluster_end = (uint32_t)end;
	volume->root = l->root;
	volume->table =
		(l->reserved + (uint64_t)table_in_use(l) * l->table_sectors) * l->sector_bytes;
	volume->data = data * l->sector_bytes;
	return 0;
}

int fat_volume_open(const struct disk_io *io, struct fat_volume *ret)
{
	unsigned char boot[BOOT_BYTES];
	struct layout layout = { 0 };
	int r;

	*ret = (struct fat_volume){ .io = io, .cached = UINT64_MAX };
	if (io->sector_size > FAT_READ_MAX)
		return -EUCLEAN;
	r = fat_volume_read(ret, boot, sizeof(boot), 0);
	if (r == 0)
		r = parse(boot, &layout);
	if (r < 0)
		return r;
	return place(&layout, ret);
}

static bool is_cluster(const struct fat_volume *volume, uint32_t number)
{
	return number >= FAT_CLUSTER_FIRST && number < volume->cluster_end;
}

int fat_volume_next(struct fat_volume *volume, uint32_t cluster, uint32_t *ret_next)
{
	unsigned char entry[ENTRY_BYTES];
	uint32_t next;
	int r;

	if (!is_cluster(volume, cluster))
		return -EUCLEAN;
	r = fat_volume_read(volume, entry, sizeof(entry),
			    volume->table + (uint64_t)cluster * ENTRY_BYTES);
	if (r < 0)
		return r;
	next = fat_le32(entry) & ENTRY_MASK;
	if (next >= FAT_CLUSTER_END)
		next = FAT_CLUSTER_END;
	else if (!is_cluster(volume, next))
		return -EUCLEAN;
	*ret_next = next;
	return 0;
}

uint64_t fat_volume_offset(const struct fat_volume *volume, uint32_t cluster)
{
	return volume->data + (uint64_t)(cluster - FAT_CLUSTER_FIRST) * volume->cluster_bytes;
}
