// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/disk_io.c on a file: size, places, ends, parts.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/disk_io.h"

#define SECTORS 16

/* A file of 16 sectors and a bit; each sector full of its number. It has no name any more. */
static int make_file(void)
{
	char path[] = "/tmp/berth-unit-disk.XXXXXX";
	unsigned char sector[512];
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	for (int i = 0; i < SECTORS; i++) {
		memset(sector, i, sizeof(sector));
		assert_int_equal(write(fd, sector, sizeof(sector)), sizeof(sector));
	}
	assert_int_equal(write(fd, "rest", 4), 4);
	return fd;
}

static void assert_sector(int fd, unsigned number, int content)
{
	unsigned char sector[512], expected[512];

	memset(expected, content, sizeof(expected));
	assert_int_equal(pread(fd, sector, sizeof(sector), number * 512), sizeof(sector));
	assert_memory_equal(sector, expected, sizeof(sector));
}

static void test_file(void **state)
{
	unsigned char data[1024];
	struct disk_io io;
	int fd = make_file();

	(void)state;
	assert_int_equal(disk_io_open(&fd, &io), 0);
	assert_int_equal(io.sector_size, 512);
	assert_int_equal(io.sectors, SECTORS);
	assert_int_equal(io.read(io.ctx, data, sizeof(data), 512), 0);
	assert_int_equal(data[0], 1);
	assert_int_equal(data[511], 1);
	assert_int_equal(data[512], 2);
	assert_int_equal(data[1023], 2);
	memset(data, 0xEE, sizeof(data));
	assert_int_equal(io.write(io.ctx, data, sizeof(data), 3 * 512), 0);
	assert_int_equal(io.sync(io.ctx), 0);
	assert_sector(fd, 2, 2);
	assert_sector(fd, 3, 0xEE);
	assert_sector(fd, 4, 0xEE);
	assert_sector(fd, 5, 5);
	/* half of it is behind the end of the file */
	assert_int_equal(io.read(io.ctx, data, sizeof(data), (SECTORS - 1) * 512), -EIO);
	assert_int_equal(close(fd), 0);
}

static void test_part(void **state)
{
	unsigned char data[512];
	struct disk_io io, part_io, inner_io;
	struct disk_part part, inner;
	int fd = make_file();

	(void)state;
	assert_int_equal(disk_io_open(&fd, &io), 0);
	disk_io_part(&io, 4 * 512, 8 * 512, &part, &part_io);
	disk_io_part(&part_io, 2 * 512, 3 * 512, &inner, &inner_io);
	assert_int_equal(part_io.sector_size, 512);
	assert_int_equal(part_io.sectors, 8);
	assert_int_equal(inner_io.sectors, 3);
	assert_int_equal(part_io.read(part_io.ctx, data, sizeof(data), 512), 0);
	assert_int_equal(data[0], 5);
	assert_int_equal(inner_io.read(inner_io.ctx, data, sizeof(data), 512), 0);
	assert_int_equal(data[0], 7);
	memset(data, 0xEE, sizeof(data));
	assert_int_equal(inner_io.write(inner_io.ctx, data, sizeof(data), 0), 0);
	assert_int_equal(inner_io.sync(inner_io.ctx), 0);
	assert_sector(fd, 5, 5);
	assert_sector(fd, 6, 0xEE);
	assert_sector(fd, 7, 7);
	assert_int_equal(close(fd), 0);
}

/* Errors of the disk come through a part unchanged. */
static void test_errors(void **state)
{
	unsigned char data[512] = { 0 };
	struct disk_io io, part_io;
	struct disk_part part;
	int fd = make_file();
	int closed, pipes[2];

	(void)state;
	assert_int_equal(disk_io_open(&fd, &io), 0);
	disk_io_part(&io, 512, 1024, &part, &part_io);
	closed = fd;
	assert_int_equal(close(fd), 0);
	assert_int_equal(part_io.read(part_io.ctx, data, sizeof(data), 0), -EBADF);
	assert_int_equal(part_io.write(part_io.ctx, data, sizeof(data), 0), -EBADF);
	assert_int_equal(part_io.sync(part_io.ctx), -EBADF);
	assert_int_equal(disk_io_open(&closed, &io), -EBADF);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(disk_io_open(&pipes[0], &io), -ENOTBLK);
	assert_int_equal(close(pipes[0]), 0);
	assert_int_equal(close(pipes[1]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_part),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
