// SPDX-License-Identifier: Apache-2.0
//
// The BIOS loader, replaced. See loader_bios.h.

#include "loader_bios.h"

#include <errno.h>
#include <string.h>

#include "../../common/disk_layout.h"
#include "../../common/gpt_disk.h"
#include "../../common/gpt_guid.h"
#include "bios_loader.h"
#include "image_file.h"
#include "install_write.h"
#include "read_back.h"

#define SECTOR 512
#define PLACES 2
#define NO_PLACE PLACES

struct places {
	uint64_t lba[PLACES]; /* where each begins */
	uint64_t sectors; /* of each */
	unsigned used; /* the one that the disk starts from, or NO_PLACE */
	unsigned char first[SECTOR]; /* sector of the disk */
};

static bool is_bios_boot(const struct gpt_entry *entry)
{
	unsigned char type[GPT_GUID_LEN];

	return gpt_guid_parse(disk_layout()[PART_BIOS_BOOT - 1].type, type) == 0 &&
	       memcmp(type, entry->type, GPT_GUID_LEN) == 0;
}

static int find_partition(const struct disk_io *disk, struct places *places)
{
	struct gpt_entry entry;
	struct gpt gpt;
	int r = gpt_disk_read(disk, &gpt);

	if (r < 0)
		return r;
	r = gpt_entry(&gpt, PART_BIOS_BOOT, &entry);
	gpt_release(&gpt);
	if (r < 0)
		return r;
	if (!is_bios_boot(&entry))
		return -ENOENT;
	places->sectors = (entry.last - entry.first + 1) / PLACES;
	for (unsigned i = 0; i < PLACES; i++)
		places->lba[i] = entry.first + i * places->sectors;
	return 0;
}

/* A core that reaches into the other place would be cut off by what is written there. */
static int check_used(const struct disk_io *disk, const struct places *places)
{
	unsigned char core[SECTOR];
	int r;

	if (places->used == NO_PLACE)
		return 0;
	r = disk->read(disk->ctx, core, SECTOR, places->lba[places->used] * SECTOR);
	if (r < 0)
		return r;
	return bios_loader_sectors(core) > places->sectors ? -EFBIG : 0;
}

static int find_used(const struct disk_io *disk, struct places *places)
{
	uint64_t lba;
	int r = disk->read(disk->ctx, places->first, SECTOR, 0);

	if (r < 0)
		return r;
	lba = bios_loader_lba(places->first);
	places->used = 0;
	while (places->used < PLACES && places->lba[places->used] != lba)
		places->used++;
	if (places->used == NO_PLACE && lba >= places->lba[0] &&
	    lba < places->lba[0] + PLACES * places->sectors)
		return -EUCLEAN;
	return check_used(disk, places);
}

static int find_places(const struct disk_io *disk, struct places *places)
{
	int r = find_partition(disk, places);

	return r < 0 ? r : find_used(disk, places);
}

/* The loader made for a place, and the place as a disk of its own. */
static int aim(const struct disk_io *disk, const struct places *places, unsigned place,
	       const struct loader_bios *loader, struct disk_part *part, struct disk_io *ret_io)
{
	disk_io_part(disk, places->lba[place] * SECTOR, places->sectors * SECTOR, part, ret_io);
	return bios_loader_patch(loader->mbr, loader->mbr_len, loader->core, loader->core_len,
				 places->lba[place]);
}

static void core_image(const struct loader_bios *loader, struct image_memory *memory,
		       struct disk_image *ret_image)
{
	*memory = (struct image_memory){ .data = loader->core, .size = loader->core_len };
	image_memory_image(memory, ret_image);
}

/* Returns 1 if the disk starts by this loader already, 0 if not, or a negative errno. */
static int is_there(const struct disk_io *disk, const struct places *places,
		    const struct loader_bios *loader)
{
	struct image_memory memory;
	struct disk_image image;
	struct disk_part part;
	struct disk_io io;
	int r;

	if (places->used == NO_PLACE)
		return 0;
	r = aim(disk, places, places->used, loader, &part, &io);
	if (r < 0)
		return r;
	if (memcmp(places->first, loader->mbr, BOOT_CODE_BYTES) != 0)
		return 0;
	core_image(loader, &memory, &image);
	r = disk_image_check(&io, &image);
	if (r == -EILSEQ)
		return 0;
	return r < 0 ? r : 1;
}

static int write_core(const struct disk_io *disk, const struct places *places, unsigned place,
		      const struct loader_bios *loader)
{
	struct image_memory memory;
	struct disk_image image;
	struct disk_part part;
	struct disk_io io;
	uint64_t done = 0;
	int r = aim(disk, places, place, loader, &part, &io);

	if (r < 0)
		return r;
	core_image(loader, &memory, &image);
	r = disk_image_write(&io, &image, NULL, &done, image.size);
	if (r == 0)
		r = disk->sync(disk->ctx);
	return r < 0 ? r : disk_image_check(&io, &image);
}

/* Behind the boot code are the disk's signature and its protective partition: they stay. */
static int write_first_sector(const struct disk_io *disk, struct places *places,
			      const unsigned char *mbr)
{
	int r;

	memcpy(places->first, mbr, BOOT_CODE_BYTES);
	r = disk->write(disk->ctx, places->first, SECTOR, 0);
	if (r == 0)
		r = disk->sync(disk->ctx);
	return r < 0 ? r : read_back_bytes(disk, places->first, SECTOR, 0);
}

int loader_bios_refresh(const struct disk_io *disk, const struct loader_bios *loader,
			bool *ret_changed)
{
	struct places places = { 0 };
	int r = disk->sector_size == SECTOR ? find_places(disk, &places) : -EINVAL;

	*ret_changed = false;
	if (r < 0)
		return r;
	if (loader->core_len > places.sectors * SECTOR)
		return -EFBIG;
	r = is_there(disk, &places, loader);
	if (r != 0)
		return r < 0 ? r : 0;
	r = write_core(disk, &places, places.used == 0 ? 1 : 0, loader);
	if (r < 0)
		return r;
	*ret_changed = true;
	return write_first_sector(disk, &places, loader->mbr);
}
