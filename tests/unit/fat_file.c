// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/fat_file.c and the two modules below it: files are found by short and long names
// on volumes with sectors of 512 and 4096 bytes; what is broken is refused within bounded reads.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/fat_file.h"
#include "fat_sample.h"

#define ROOM (1024u * 1024u)
#define READS_MAX 20000
#define PATH "grub/grubenv"

static unsigned char image[ROOM];
static struct fat_sample fat;
static struct disk_io io;
static int reads, fail_read;

static int read_image(void *ctx, void *data, size_t len, uint64_t offset)
{
	(void)ctx;
	assert_true(reads < READS_MAX);
	assert_int_equal(len % io.sector_size, 0);
	assert_int_equal(offset % io.sector_size, 0);
	assert_true(offset + len <= io.sectors * io.sector_size);
	if (reads++ == fail_read)
		return -EIO;
	memcpy(data, image + offset, len);
	return 0;
}

/* @disk_sector: of the disk, which need not be that of the volume */
static void make(uint32_t sector, uint32_t cluster, uint32_t disk_sector, uint32_t size)
{
	memset(image, 0, sizeof(image));
	fat = (struct fat_sample){ .at = image, .sector = sector, .cluster = cluster };
	assert_true(fat_sample_bytes(&fat) <= sizeof(image));
	fat_sample_make(&fat, size);
	io = (struct disk_io){
		.read = read_image,
		.sector_size = disk_sector,
		.sectors = fat_sample_bytes(&fat) / disk_sector,
	};
	reads = 0;
	fail_read = -1;
}

static void assert_result(const char *path, int expected)
{
	uint64_t offset = 0;
	uint32_t size = 0;

	reads = 0;
	assert_int_equal(fat_locate(&io, path, &offset, &size), expected);
}

static void assert_found(const char *path, uint64_t expected_offset, uint32_t expected_size)
{
	uint64_t offset = 0;
	uint32_t size = 0;

	reads = 0;
	assert_int_equal(fat_locate(&io, path, &offset, &size), 0);
	assert_int_equal(offset, expected_offset);
	assert_int_equal(size, expected_size);
}

static void test_found(void **state)
{
	static const struct {
		uint32_t sector, cluster, disk_sector;
		uint64_t offset; /* two reserved, two tables, five clusters before it */
	} cases[] = {
		{ 512, 1, 512, 4608 },	   { 512, 8, 512, 22528 },  { 4096, 1, 4096, 36864 },
		{ 4096, 8, 4096, 180224 }, { 4096, 1, 512, 36864 }, { 512, 1, 4096, 4608 },
		{ 2048, 2, 512, 28672 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make(cases[i].sector, cases[i].cluster, cases[i].disk_sector, 1024);
		assert_found(PATH, cases[i].offset, 1024);
		assert_found("/GRUB//GrubEnv", cases[i].offset, 1024);
		assert_true(reads < 20);
	}
}

static void test_not_found(void **state)
{
	const char *const paths[] = {
		"",
		"/",
		"grub",
		"grub/",
		"grub/.",
		"grubenv",
		"grub/grubenv2",
		"grub/gruben",
		"grub/grubenv/x",
		"grub/grubenv.",
		"grub.grubenv",
		"BERTH-EFI",
		"efi/grubenv",
		"grub/GRUBENV ",
	};

	(void)state;
	make(512, 1, 512, 1024);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_result(paths[i], -ENOENT);
}

static void test_long_names(void **state)
{
	const char *long_name = "a name that is longer than thirteen.cfg";
	unsigned char *entry;
	unsigned parts;

	(void)state;
	make(4096, 1, 4096, 1024);
	entry = fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, 3);
	parts = fat_sample_long(entry, long_name, "ANAMET~1CFG");
	assert_int_equal(parts, 3);
	fat_sample_entry(entry + parts * 32, "ANAMET~1CFG", 0x20, 12, 100);
	fat_sample_link(&fat, 12, FAT_SAMPLE_END);
	assert_found("grub/a name that is longer than thirteen.cfg", fat_sample_offset(&fat, 12),
		     100);
	assert_found("grub/A NAME that is longer than thirteen.CFG", fat_sample_offset(&fat, 12),
		     100);
	assert_found("grub/anamet~1.cfg", fat_sample_offset(&fat, 12), 100);
	assert_result("grub/a name that is longer than thirteen.cf", -ENOENT);
	assert_result("grub/a name that is longer than thirteen.cfgx", -ENOENT);
	/* a part that is gone, of another name, or out of order: the short name is left */
	for (unsigned damage = 0; damage < 5; damage++) {
		(void)fat_sample_long(entry, long_name, "ANAMET~1CFG");
		if (damage == 0)
			entry[32 + 13] ^= 1;
		else if (damage == 1)
			entry[32] = 0xE5;
		else if (damage == 2)
			entry[0] ^= 0x40;
		else if (damage == 3)
			entry[64] = 2;
		else
			entry[0] = entry[32] = entry[64] = 0x7F;
		assert_result("grub/a name that is longer than thirteen.cfg", -ENOENT);
		assert_found("grub/anamet~1.cfg", fat_sample_offset(&fat, 12), 100);
	}
}

/* A long name of exactly one part has no end mark; one with letters outside ASCII is no match. */
static void test_edges_of_names(void **state)
{
	unsigned char *entry;

	(void)state;
	make(512, 1, 512, 1024);
	entry = fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, 3);
	assert_int_equal(fat_sample_long(entry, "thirteen.char", "THIRTE~1CHA"), 1);
	fat_sample_entry(entry + 32, "THIRTE~1CHA", 0x20, 12, 1);
	fat_sample_link(&fat, 12, FAT_SAMPLE_END);
	assert_found("grub/thirteen.char", fat_sample_offset(&fat, 12), 1);
	fat_sample_put(entry + 1, 0x0174, 2); /* its lower byte is a `t` */
	assert_result("grub/thirteen.char", -ENOENT);
	assert_found("grub/thirte~1.cha", fat_sample_offset(&fat, 12), 1);
	/* deleted, or a label: no file */
	entry[32] = 0xE5;
	assert_result("grub/thirteen.char", -ENOENT);
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 1024);
	fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, 2)[11] = FAT_SAMPLE_LABEL;
	assert_result(PATH, -ENOENT);
}

static void test_directory_of_two_clusters(void **state)
{
	uint32_t more = 15;

	(void)state;
	make(512, 1, 512, 1024);
	/* deleted entries up to the end of the first cluster, the file in the second */
	for (unsigned i = 2; i < 16; i++)
		fat_sample_entry(fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, i), "\xE5GONE      ",
				 0x20, 0, 0);
	fat_sample_entry(fat_sample_entry_at(&fat, more, 0), "GRUBENV    ", 0x20, FAT_SAMPLE_RECORD,
			 1024);
	assert_result(PATH, -ENOENT);
	fat_sample_link(&fat, FAT_SAMPLE_GRUB, more);
	fat_sample_link(&fat, more, FAT_SAMPLE_END);
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 1024);
	/* an entry of zeros ends a directory, whatever follows */
	memset(fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, 9), 0, 32);
	assert_result(PATH, -ENOENT);
}

static void test_pieces(void **state)
{
	(void)state;
	make(512, 1, 512, 2048);
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 2048);
	/* the upper four bits of the table are not part of a number */
	fat_sample_link(&fat, FAT_SAMPLE_RECORD, 0xF0000000u | (FAT_SAMPLE_RECORD + 1));
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 2048);
	fat_sample_link(&fat, FAT_SAMPLE_RECORD + 1, FAT_SAMPLE_RECORD + 4);
	assert_result(PATH, -EFBIG);
	fat_sample_link(&fat, FAT_SAMPLE_RECORD + 1, FAT_SAMPLE_RECORD);
	assert_result(PATH, -EFBIG);
	fat_sample_link(&fat, FAT_SAMPLE_RECORD + 1, FAT_SAMPLE_END);
	assert_result(PATH, -EUCLEAN);
	fat_sample_link(&fat, FAT_SAMPLE_RECORD + 1, 0);
	assert_result(PATH, -EUCLEAN);
	fat_sample_link(&fat, FAT_SAMPLE_RECORD + 1, 0x0FFFFFF7);
	assert_result(PATH, -EUCLEAN);
}

static void test_size(void **state)
{
	unsigned char *entry;

	(void)state;
	make(512, 1, 512, 1024);
	entry = fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, 2);
	/* more than there is of it, up to the most that fits into the field */
	fat_sample_entry(entry, "GRUBENV    ", 0x20, FAT_SAMPLE_RECORD, 1025);
	assert_result(PATH, -EUCLEAN);
	fat_sample_entry(entry, "GRUBENV    ", 0x20, FAT_SAMPLE_RECORD, UINT32_MAX);
	assert_result(PATH, -EUCLEAN);
	fat_sample_entry(entry, "GRUBENV    ", 0x20, 0, 0);
	assert_found(PATH, 0, 0);
	/* the first cluster behind the volume, the two that do not exist, and one far away */
	for (unsigned i = 0; i < 4; i++) {
		const uint32_t clusters[] = { FAT_SAMPLE_CLUSTERS + 2, 0, 1, 0xFFFFFFFF };

		fat_sample_entry(entry, "GRUBENV    ", 0x20, clusters[i], 1024);
		assert_result(PATH, -EUCLEAN);
		fat_sample_entry(fat_sample_entry_at(&fat, FAT_SAMPLE_ROOT, 1), "GRUB       ",
				 FAT_SAMPLE_DIRECTORY, clusters[i], 0);
		assert_result(PATH, -EUCLEAN);
		fat_sample_entry(fat_sample_entry_at(&fat, FAT_SAMPLE_ROOT, 1), "GRUB       ",
				 FAT_SAMPLE_DIRECTORY, FAT_SAMPLE_GRUB, 0);
	}
}

/* A directory whose clusters run in a circle ends, and within the bound of reads. */
static void test_loops(void **state)
{
	(void)state;
	make(512, 1, 512, 1024);
	memset(image + fat_sample_offset(&fat, FAT_SAMPLE_ROOT), 0xE5, 512);
	fat_sample_link(&fat, FAT_SAMPLE_ROOT, FAT_SAMPLE_ROOT);
	assert_result(PATH, -EUCLEAN);
	memset(image + fat_sample_offset(&fat, 10), 0xE5, 512);
	fat_sample_link(&fat, FAT_SAMPLE_ROOT, 10);
	fat_sample_link(&fat, 10, FAT_SAMPLE_ROOT);
	assert_result(PATH, -EUCLEAN);
	/* what is found before it comes round is found */
	fat_sample_entry(fat_sample_entry_at(&fat, 10, 15), "GRUB       ", FAT_SAMPLE_DIRECTORY,
			 FAT_SAMPLE_GRUB, 0);
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 1024);
}

static void test_boot_sectors(void **state)
{
	static const struct {
		const char *what;
		size_t at;
		uint32_t value;
		unsigned bytes;
	} cases[] = {
		{ "sector 0", 11, 0, 2 },
		{ "sector 256", 11, 256, 2 },
		{ "sector 513", 11, 513, 2 },
		{ "sector 8192", 11, 8192, 2 },
		{ "cluster 0", 13, 0, 1 },
		{ "cluster 3", 13, 3, 1 },
		{ "nothing reserved", 14, 0, 2 },
		{ "no tables", 16, 0, 1 },
		{ "FAT16: root directory", 17, 512, 2 },
		{ "FAT16: sectors", 19, 24, 2 },
		{ "FAT16: table", 22, 1, 2 },
		{ "no sectors", 32, 0, 4 },
		{ "tables fill it", 32, 4, 4 },
		{ "more clusters than the table has", 32, 4 + 127, 4 },
		{ "most sectors", 32, UINT32_MAX, 4 },
		{ "no table", 36, 0, 4 },
		{ "table behind the end", 36, 12, 4 },
		{ "largest table", 36, UINT32_MAX, 4 },
		{ "table in use is none", 40, 0x82, 2 },
		{ "version", 42, 1, 2 },
		{ "root 0", 44, 0, 4 },
		{ "root behind the end", 44, FAT_SAMPLE_CLUSTERS + 2, 4 },
		{ "signature", 510, 0x55AA, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t offset;
		uint32_t size;

		make(512, 1, 512, 1024);
		fat_sample_put(image + cases[i].at, cases[i].value, cases[i].bytes);
		if (fat_locate(&io, PATH, &offset, &size) != -EUCLEAN)
			fail_msg("%s: not refused", cases[i].what);
	}
	/* one cluster less, and the table is just large enough */
	make(512, 1, 512, 1024);
	fat_sample_put(image + 32, 4 + 126, 4);
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 1024);
}

/* The flags can say that only the second table is right. */
static void test_second_table(void **state)
{
	(void)state;
	make(512, 1, 512, 1024);
	memset(image + FAT_SAMPLE_RESERVED * 512, 0, 512);
	assert_result(PATH, -EUCLEAN);
	fat_sample_put(image + 40, 0x81, 2);
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 1024);
	fat_sample_put(image + 40, 0x01, 2); /* a number without the flag means nothing */
	assert_result(PATH, -EUCLEAN);
}

static void test_disks(void **state)
{
	int needed;

	(void)state;
	/* the image of a volume, cut off behind its last used cluster, is as good */
	make(512, 1, 512, 1024);
	io.sectors = fat_sample_offset(&fat, FAT_SAMPLE_GRUB + 1) / 512;
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 1024);
	needed = reads;
	for (uint64_t sectors = io.sectors; sectors-- > 0;) {
		io.sectors = sectors;
		assert_result(PATH, -EUCLEAN);
	}
	make(512, 1, 512, 1024);
	for (int i = 0; i < needed; i++) {
		fail_read = i;
		assert_result(PATH, -EIO);
	}
	make(512, 1, 512, 1024);
	io.sector_size = 8192;
	assert_result(PATH, -EUCLEAN);
}

/* Each bit of all that is read, turned over: any answer, but within bounds. */
static void test_every_bit(void **state)
{
	size_t end;

	(void)state;
	make(512, 1, 512, 1024);
	end = fat_sample_offset(&fat, FAT_SAMPLE_GRUB) + 512;
	for (size_t bit = 0; bit < end * 8; bit++) {
		uint64_t offset = 0;
		uint32_t size = 0;

		image[bit / 8] ^= (unsigned char)(1u << bit % 8);
		reads = 0;
		if (fat_locate(&io, PATH, &offset, &size) == 0)
			assert_true(offset % 512 == 0);
		image[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	assert_found(PATH, fat_sample_offset(&fat, FAT_SAMPLE_RECORD), 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_edges_of_names),
		cmocka_unit_test(test_directory_of_two_clusters),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_boot_sectors),
		cmocka_unit_test(test_second_table),
		cmocka_unit_test(test_disks),
		cmocka_unit_test(test_every_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
