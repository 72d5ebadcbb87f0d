// SPDX-License-Identifier: Apache-2.0
//
// The order of an installation. See install_write.h.

#include "install_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/gpt_disk.h"
#include "../../common/text.h"
#include "read_back.h"

#define ERASED GPT_ALIGNMENT /* bytes at the ends of a disk and at the beginning of partitions */

/* The place of a partition as a disk of its own. */
static int open_part(const struct disk_io *disk, const struct gpt *gpt, uint32_t number,
		     struct disk_part *part, struct disk_io *ret_io)
{
	struct gpt_entry entry;
	int r = gpt_entry(gpt, number, &entry);

	if (r < 0)
		return r;
	disk_io_part(disk, entry.first * gpt->sector_size,
		     (entry.last - entry.first + 1) * gpt->sector_size, part, ret_io);
	return 0;
}

static int check_sizes(const struct install_job *job, struct install_meter *meter)
{
	meter->done = meter->total = 0;
	for (uint32_t i = 0; i < DISK_PARTS; i++) {
		struct gpt_entry entry;
		int r = gpt_entry(job->gpt, i + 1, &entry);

		if (r < 0)
			return r;
		if (!job->images[i])
			continue;
		if (job->images[i]->size > (entry.last - entry.first + 1) * job->gpt->sector_size)
			return -EFBIG;
		meter->total += 2 * job->images[i]->size;
	}
	return 0;
}

static int erase(const struct disk_io *disk, uint64_t offset, size_t len)
{
	cleanup_free unsigned char *zeros = calloc(1, len);

	return zeros ? disk->write(disk->ctx, zeros, len, offset) : -ENOMEM;
}

static int erase_tables(const struct disk_io *disk)
{
	uint64_t bytes = disk->sectors * disk->sector_size;
	/* one end that fails does not keep the other, nor the cache, from being written */
	int first = erase(disk, 0, ERASED);
	int last = erase(disk, bytes - ERASED, ERASED);
	int synced = disk->sync(disk->ctx);

	if (first < 0)
		return first;
	return last < 0 ? last : synced;
}

/* After a failure: a table that is there may be half of one. That it is gone is said only if the
 * disk says so, too. */
static int clean_up(const struct disk_io *disk)
{
	uint64_t bytes = disk->sectors * disk->sector_size;
	int r = erase_tables(disk);

	if (r == 0)
		r = read_back_zeros(disk, ERASED, 0);
	return r < 0 ? r : read_back_zeros(disk, ERASED, bytes - ERASED);
}

static int write_part(const struct disk_io *disk, const struct install_job *job, uint32_t number,
		      struct install_meter *meter)
{
	const struct disk_image *image = job->images[number - 1];
	struct disk_part part;
	struct disk_io io;
	int r = open_part(disk, job->gpt, number, &part, &io);

	if (r < 0)
		return r;
	if (!image)
		return erase(&io, 0, ERASED);
	return disk_image_write(&io, image, meter->progress, &meter->done, meter->total);
}

static int check_part(const struct disk_io *disk, const struct install_job *job, uint32_t number)
{
	const struct disk_image *image = job->images[number - 1];
	struct disk_part part;
	struct disk_io io;
	int r = open_part(disk, job->gpt, number, &part, &io);

	if (r < 0)
		return r;
	return image ? disk_image_check(&io, image) : read_back_zeros(&io, ERASED, 0);
}

/* What is being done, in case it fails. Short memory costs the text and nothing else. */
static void note(char **step, const char *what, const char *name)
{
	free(*step);
	*step = format_text("%s %s", what, name);
}

static const char *part_name(const struct install_job *job, uint32_t number)
{
	const struct disk_image *image = job->images[number - 1];

	return image ? image->name : disk_layout()[number - 1].name;
}

static int write_parts(const struct disk_io *disk, const struct install_job *job,
		       struct install_meter *meter, char **step)
{
	int r = 0;

	for (uint32_t number = 1; number <= DISK_PARTS && r == 0; number++) {
		note(step, "writing", part_name(job, number));
		r = write_part(disk, job, number, meter);
	}
	if (r < 0)
		return r;
	note(step, "writing", "the disk's cache out");
	return disk->sync(disk->ctx);
}

static int check_parts(const struct disk_io *disk, const struct install_job *job, char **step)
{
	int r = 0;

	for (uint32_t number = 1; number <= DISK_PARTS && r == 0; number++) {
		note(step, "reading back", part_name(job, number));
		r = check_part(disk, job, number);
	}
	return r;
}

static int write_first_sector(const struct disk_io *disk, const unsigned char *sector)
{
	int r = disk->write(disk->ctx, sector, disk->sector_size, 0);

	return r < 0 ? r : disk->sync(disk->ctx);
}

/* What makes the disk one that starts. It is read back when all of it is there. */
static int write_start(const struct disk_io *disk, const struct install_job *job, char **step)
{
	cleanup_free unsigned char *sector = calloc(1, disk->sector_size);
	int r;

	if (!sector)
		return -ENOMEM;
	if (job->boot_code)
		memcpy(sector, job->boot_code, BOOT_CODE_BYTES);
	gpt_make_protective_mbr(job->gpt, sector);
	note(step, "writing", "the partition table");
	r = gpt_disk_write_tables(disk, job->gpt);
	if (r == 0)
		r = write_first_sector(disk, sector);
	if (r < 0)
		return r;
	note(step, "reading back", "the partition table");
	r = read_back_tables(disk, job->gpt);
	return r < 0 ? r : read_back_bytes(disk, sector, disk->sector_size, 0);
}

static int write_all_steps(const struct disk_io *disk, const struct install_job *job,
			   struct install_meter *meter, struct install_outcome *outcome)
{
	char **step = &outcome->step;
	int r;

	note(step, "erasing", "the old partition table");
	outcome->erased = true;
	r = erase_tables(disk);
	if (r == 0)
		r = write_parts(disk, job, meter, step);
	if (r == 0)
		r = check_parts(disk, job, step);
	return r < 0 ? r : write_start(disk, job, step);
}

int install_write(const struct disk_io *disk, const struct install_job *job,
		  struct install_meter *meter, struct install_outcome *ret_outcome)
{
	int r = check_sizes(job, meter);

	*ret_outcome = (struct install_outcome){ 0 };
	if (r < 0) {
		note(&ret_outcome->step, "checking", "the sizes of the images");
		return r;
	}
	r = write_all_steps(disk, job, meter, ret_outcome);
	if (r < 0)
		ret_outcome->cleanup = clean_up(disk);
	return r;
}
