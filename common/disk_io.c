// SPDX-License-Identifier: Apache-2.0
//
// Disks and image files behind three calls. See disk_io.h.

#include "disk_io.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io.h"

#define FILE_SECTOR 512

static int fd_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	return pread_all(*(int *)ctx, data, len, (off_t)offset);
}

static int fd_write(void *ctx, const void *data, size_t len, uint64_t offset)
{
	return pwrite_all(*(int *)ctx, data, len, (off_t)offset);
}

static int fd_sync(void *ctx)
{
	int fd = *(int *)ctx;

	if (fsync(fd) < 0)
		return -errno;
	/* what is read from now on comes from the disk; a hint, so a refusal does not matter */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return 0;
}

static int measure(int fd, struct disk_io *io)
{
	struct stat st;
	uint64_t bytes = 0;
	int sector_size = FILE_SECTOR;
	int r = 0;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISBLK(st.st_mode)) {
		r = io_control(fd, BLKSSZGET, &sector_size);
		if (r == 0)
			r = io_control(fd, BLKGETSIZE64, &bytes);
	} else if (S_ISREG(st.st_mode)) {
		bytes = (uint64_t)st.st_size;
	} else {
		r = -ENOTBLK;
	}
	if (r < 0)
		return r;
	io->sector_size = (uint32_t)sector_size;
	io->sectors = bytes / (uint32_t)sector_size;
	return 0;
}

int disk_io_open(int *fd, struct disk_io *ret_io)
{
	struct disk_io io = { .read = fd_read, .write = fd_write, .sync = fd_sync, .ctx = fd };
	int r = measure(*fd, &io);

	if (r < 0)
		return r;
	*ret_io = io;
	return 0;
}

static int part_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	const struct disk_part *part = ctx;

	return part->disk->read(part->disk->ctx, data, len, part->offset + offset);
}

static int part_write(void *ctx, const void *data, size_t len, uint64_t offset)
{
	const struct disk_part *part = ctx;

	return part->disk->write(part->disk->ctx, data, len, part->offset + offset);
}

static int part_sync(void *ctx)
{
	const struct disk_part *part = ctx;

	return part->disk->sync(part->disk->ctx);
}

void disk_io_part(const struct disk_io *disk, uint64_t offset, uint64_t size,
		  struct disk_part *part, struct disk_io *ret_io)
{
	*part = (struct disk_part){ .disk = disk, .offset = offset };
	*ret_io = (struct disk_io){
		.read = part_read,
		.write = part_write,
		.sync = part_sync,
		.ctx = part,
		.sector_size = disk->sector_size,
		.sectors = size / disk->sector_size,
	};
}
