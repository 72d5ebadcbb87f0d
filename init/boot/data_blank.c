// SPDX-License-Identifier: Apache-2.0
//
// May this partition be formatted? See data_blank.h.

#include "data_blank.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"

#define SMALLEST_BYTES (8UL * 1024 * 1024) /* below this nothing is set aside for a mark */

static const char mark[] = "berth: a file system is being made on this partition\n";

bool blank_judge(const unsigned char *lead, size_t len, const unsigned char *last)
{
	size_t zeros = 0;

	while (zeros < len && lead[zeros] == 0)
		zeros++;
	if (zeros == len)
		return true;
	/* mke2fs leaves its first block empty until all the rest is written */
	return zeros >= BLANK_BLOCK && memcmp(last, mark, sizeof(mark)) == 0;
}

uint64_t blank_mark_offset(uint64_t bytes)
{
	return bytes < SMALLEST_BYTES ? 0 : bytes / BLANK_BLOCK * BLANK_BLOCK - BLANK_BLOCK;
}

uint64_t blank_file_system_blocks(uint64_t bytes)
{
	/* a whole MiB, so that neither rounding nor wiping at its end reaches the mark */
	uint64_t aside = bytes < SMALLEST_BYTES ? 0 : BLANK_LEAD_BYTES;

	return (bytes - aside) / BLANK_BLOCK;
}

int blank_device_bytes(const char *path, uint64_t *ret_bytes)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	*ret_bytes = 0;
	if (fd < 0)
		return -errno;
	return io_control(fd, BLKGETSIZE64, ret_bytes);
}

int blank_check(const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	cleanup_free unsigned char *lead = malloc(BLANK_LEAD_BYTES);
	unsigned char last[BLANK_BLOCK] = { 0 };
	uint64_t bytes = 0;
	uint64_t offset;
	size_t len;
	int r;

	if (!lead)
		return -ENOMEM;
	if (fd < 0)
		return -errno;
	r = io_control(fd, BLKGETSIZE64, &bytes);
	if (r < 0)
		return r;
	len = bytes < BLANK_LEAD_BYTES ? (size_t)bytes : BLANK_LEAD_BYTES;
	offset = blank_mark_offset(bytes);
	r = pread_all(fd, lead, len, 0);
	if (r == 0 && offset > 0)
		r = pread_all(fd, last, sizeof(last), (off_t)offset);
	return r < 0 ? r : blank_judge(lead, len, last);
}

static int write_last(const char *path, const unsigned char *block)
{
	cleanup_fd int fd = open(path, O_RDWR | O_CLOEXEC);
	uint64_t bytes = 0;
	int r;

	if (fd < 0)
		return -errno;
	r = io_control(fd, BLKGETSIZE64, &bytes);
	if (r < 0 || blank_mark_offset(bytes) == 0)
		return r < 0 ? r : 0;
	r = pwrite_all(fd, block, BLANK_BLOCK, (off_t)blank_mark_offset(bytes));
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	return r;
}

int blank_mark_set(const char *path)
{
	unsigned char block[BLANK_BLOCK] = { 0 };

	memcpy(block, mark, sizeof(mark));
	return write_last(path, block);
}

int blank_mark_clear(const char *path)
{
	static const unsigned char zeros[BLANK_BLOCK];

	return write_last(path, zeros);
}
