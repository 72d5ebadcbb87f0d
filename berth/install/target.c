// SPDX-License-Identifier: Apache-2.0
//
// Disks and image files to install to. See target.h.

#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/io.h"

#define BOUNCE (1024UL * 1024) /* a multiple of every sector size */
#define ALIGNMENT 4096
#define HOLE 4096UL /* zeros of a file are left out in pieces of this size */

static int note_failure(struct target *target, enum target_fault what, uint64_t at, int error)
{
	if (target->failure.what == TARGET_FINE) {
		target->failure.what = what;
		target->failure.at = at;
	}
	return error;
}

/* One piece, at most BOUNCE, through the aligned buffer. */
static int read_piece(struct target *target, unsigned char *data, size_t len, uint64_t offset)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(target->fd, target->bounce + done, len - done,
				  (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return note_failure(target, TARGET_READ, offset + done,
					    n < 0 ? -errno : -EIO);
		done += (size_t)n;
	}
	memcpy(data, target->bounce, len);
	return 0;
}

static int write_run(struct target *target, const unsigned char *data, size_t len, uint64_t offset)
{
	while (len > 0) {
		ssize_t n = pwrite(target->fd, data, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return note_failure(target, TARGET_WRITE, offset, n < 0 ? -errno : -EIO);
		data += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

static bool is_zero(const unsigned char *data, size_t len)
{
	return data[0] == 0 && memcmp(data, data + 1, len - 1) == 0;
}

/* The runs of a piece that are not zero. */
static int write_sparse(struct target *target, const unsigned char *data, size_t len,
			uint64_t offset)
{
	int r = 0;

	for (size_t at = 0; at < len && r == 0; at += HOLE) {
		size_t n = len - at < HOLE ? len - at : HOLE;

		if (!is_zero(data + at, n))
			r = write_run(target, data + at, n, offset + at);
	}
	return r;
}

static int write_piece(struct target *target, const unsigned char *data, size_t len,
		       uint64_t offset)
{
	if (target->is_file)
		return write_sparse(target, data, len, offset);
	memcpy(target->bounce, data, len);
	return write_run(target, target->bounce, len, offset);
}

static int target_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	int r = 0;

	for (size_t at = 0; at < len && r == 0; at += BOUNCE) {
		size_t n = len - at < BOUNCE ? len - at : BOUNCE;

		r = read_piece(ctx, (unsigned char *)data + at, n, offset + at);
	}
	return r;
}

static int target_write(void *ctx, const void *data, size_t len, uint64_t offset)
{
	int r = 0;

	for (size_t at = 0; at < len && r == 0; at += BOUNCE) {
		size_t n = len - at < BOUNCE ? len - at : BOUNCE;

		r = write_piece(ctx, (const unsigned char *)data + at, n, offset + at);
	}
	return r;
}

/* Also what the disk itself still has in its cache. */
static int target_sync(void *ctx)
{
	struct target *target = ctx;

	return fsync(target->fd) < 0 ? note_failure(target, TARGET_SYNC, 0, -errno) : 0;
}

static int set_up(struct target *target, struct disk_io *ret_io)
{
	void *bounce = NULL;
	int r = disk_io_open(&target->fd, ret_io);

	if (r < 0)
		return r;
	if (posix_memalign(&bounce, ALIGNMENT, BOUNCE) != 0)
		return -ENOMEM;
	target->bounce = bounce;
	ret_io->read = target_read;
	ret_io->write = target_write;
	ret_io->sync = target_sync;
	ret_io->ctx = target;
	return 0;
}

int target_open_disk(const char *path, struct target *ret_target, struct disk_io *ret_io)
{
	int r;

	*ret_target = (struct target){ 0 };
	ret_target->fd = open(path, O_RDWR | O_EXCL | O_DIRECT | O_CLOEXEC);
	if (ret_target->fd < 0)
		return -errno;
	r = set_up(ret_target, ret_io);
	if (r < 0)
		target_close(ret_target);
	return r;
}

int target_create_image(const char *path, uint64_t bytes, uint32_t sector_size,
			struct target *ret_target, struct disk_io *ret_io)
{
	int r;

	*ret_target = (struct target){ .is_file = true };
	ret_target->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (ret_target->fd < 0)
		return -errno;
	r = ftruncate(ret_target->fd, (off_t)bytes) < 0 ? -errno : set_up(ret_target, ret_io);
	if (r < 0) {
		target_close(ret_target);
		return r;
	}
	ret_io->sector_size = sector_size;
	ret_io->sectors = bytes / sector_size;
	return 0;
}

void target_reread_table(const struct target *target)
{
	/* the disk is ours alone, so nothing but short memory can be in the way */
	if (!target->is_file)
		(void)io_control(target->fd, BLKRRPART, NULL);
}

int target_check_same(const struct target *target, uint64_t diskseq)
{
	uint64_t opened = 0;
	int r = io_control(target->fd, BLKGETDISKSEQ, &opened);

	if (r < 0)
		return r;
	return diskseq != 0 && opened == diskseq ? 0 : -ESTALE;
}

void target_close(struct target *target)
{
	if (target->fd >= 0)
		(void)close(target->fd);
	free(target->bounce);
	target->fd = -1;
	target->bounce = NULL;
}
