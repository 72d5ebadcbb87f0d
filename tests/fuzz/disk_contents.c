// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: what is on a disk, from its partition tables (GPT and MBR) and file systems. The
// first byte says what the others are: with sectors of 512 or 4096 bytes, at the beginning of the
// disk or at its end (where the backup table is), and whether the sums in GPT headers are made
// right, so that what lies behind them is reached. Asserts that reads are whole sectors of the disk
// and bounded, and that nothing is printed that a terminal would obey.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/disk_contents.h"
#include "../../common/crc32.h"

#define DISK_BYTES (2UL * 1024 * 1024)
#define ENTRIES_MAX 1024 /* of a GPT that is accepted */
#define READS_MAX (ENTRIES_MAX + 8)
#define SUM_MAX 65536 /* bytes of entries: more costs time and reaches nothing new */

enum {
	LARGE_SECTORS = 1,
	AT_THE_END = 2,
	RIGHT_SUMS = 4,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	uint8_t *data;
	uint32_t sector;
	unsigned int reads;
};

static void require(bool condition)
{
	if (!condition)
		abort();
}

static int read_bytes(void *context, void *data, size_t len, uint64_t offset)
{
	struct bytes *bytes = context;

	require(++bytes->reads <= READS_MAX);
	require(len % bytes->sector == 0 && offset % bytes->sector == 0);
	require(offset <= DISK_BYTES && len <= DISK_BYTES - offset);
	memcpy(data, bytes->data + offset, len);
	return 0;
}

static uint64_t get_le(const uint8_t *at, unsigned int len)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < len; i++)
		value |= (uint64_t)at[i] << (8 * i);
	return value;
}

static void put_le32(uint8_t *at, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

/* If there is a header, it and its entries get the sums that it says. */
static void make_sums_right(const struct bytes *disk, uint8_t *header)
{
	uint64_t at = get_le(header + 72, 8), len = get_le(header + 80, 4) * get_le(header + 84, 4);
	uint64_t header_len = get_le(header + 12, 4);

	if (memcmp(header, "EFI PART", 8) != 0 || header_len < 92 || header_len > disk->sector)
		return;
	if (at < DISK_BYTES / disk->sector && len <= SUM_MAX &&
	    len <= DISK_BYTES - at * disk->sector)
		put_le32(header + 88, crc32(disk->data + at * disk->sector, len));
	put_le32(header + 16, 0);
	put_le32(header + 16, crc32(header, header_len));
}

static void check(const struct disk_contents *contents)
{
	require(contents->lines.count <= ENTRIES_MAX && contents->guid_count <= ENTRIES_MAX);
	for (size_t i = 0; i < contents->lines.count; i++)
		for (const char *c = contents->lines.items[i]; *c; c++)
			require(*c >= ' ' && *c <= '~');
}

static void look(struct bytes *bytes)
{
	struct disk_io io = {
		.read = read_bytes,
		.ctx = bytes,
		.sector_size = bytes->sector,
		.sectors = DISK_BYTES / bytes->sector,
	};
	struct disk_contents contents;

	require(disk_contents_read(&io, &contents) == 0);
	check(&contents);
	disk_contents_release(&contents);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t disk[DISK_BYTES]; /* bounds are checked by read_bytes() */
	struct bytes bytes = { .data = disk, .sector = 512 };

	memset(disk, 0, sizeof(disk));
	if (size > 0 && size - 1 <= DISK_BYTES) {
		if (data[0] & LARGE_SECTORS)
			bytes.sector = 4096;
		memcpy(bytes.data + (data[0] & AT_THE_END ? DISK_BYTES - (size - 1) : 0), data + 1,
		       size - 1);
		if (data[0] & RIGHT_SUMS) {
			make_sums_right(&bytes, bytes.data + bytes.sector);
			make_sums_right(&bytes, bytes.data + DISK_BYTES - bytes.sector);
		}
	}
	look(&bytes);
	return 0;
}
