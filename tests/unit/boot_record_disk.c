// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/boot_record_disk.c: the record on a FAT32 volume, with sectors of 512 and 4096
// bytes. No other byte changes, and a cut leaves the old record or the new one.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/boot_record.h"
#include "cut_disk.h"
#include "fat_sample.h"

static const struct boot_record old_record = { SLOT_A, { { .good = true }, { .good = true } } };
static const struct boot_record new_record = { SLOT_B, { { .good = true }, { .tries = 3 } } };

struct esp {
	struct cut_disk disk;
	struct cut_view view;
	struct disk_io io;
	struct fat_sample fat;
	size_t at; /* of the record */
};

/* @size: of grub/grubenv; the block, if it fits, and behind it other bytes */
static void make_esp(struct esp *esp, uint32_t sector, uint32_t size)
{
	esp->fat = (struct fat_sample){ .sector = sector, .cluster = 1 };
	cut_disk_init(&esp->disk, fat_sample_bytes(&esp->fat), sector);
	memset(esp->disk.first, 0, esp->disk.size);
	esp->fat.at = esp->disk.first;
	fat_sample_make(&esp->fat, size);
	esp->at = fat_sample_offset(&esp->fat, FAT_SAMPLE_RECORD);
	memset(esp->disk.first + esp->at, 'y', 4096);
	boot_record_format(&old_record, (char *)esp->disk.first + esp->at);
	cut_disk_restart(&esp->disk);
	cut_view_open(&esp->disk, 0, esp->disk.size, &esp->view, &esp->io);
}

static bool is_record(const unsigned char *image, const struct esp *esp,
		      const struct boot_record *record)
{
	char block[BOOT_RECORD_BYTES];

	boot_record_format(record, block);
	return memcmp(image + esp->at, block, sizeof(block)) == 0;
}

/* The first sector, which holds all that is read, is the old one or the new one. */
static bool old_or_new(void *ctx, const unsigned char *image, bool finished)
{
	const struct esp *esp = ctx;
	size_t behind = esp->at + BOOT_RECORD_BYTES;
	char old_block[BOOT_RECORD_BYTES], new_block[BOOT_RECORD_BYTES];

	if (memcmp(image, esp->disk.first, esp->at) != 0 ||
	    memcmp(image + behind, esp->disk.first + behind, esp->disk.size - behind) != 0)
		return false;
	if (finished)
		return is_record(image, esp, &new_record);
	boot_record_format(&old_record, old_block);
	boot_record_format(&new_record, new_block);
	/* what lies behind is padding in both */
	return memcmp(image + esp->at, old_block, 512) == 0 ||
	       memcmp(image + esp->at, new_block, 512) == 0;
}

static void write_and_cut(uint32_t sector, unsigned images)
{
	struct boot_record record;
	struct cut_result result;
	struct esp esp;

	make_esp(&esp, sector, BOOT_RECORD_BYTES);
	assert_int_equal(boot_record_read(&esp.io, &record), 0);
	assert_memory_equal(&record, &old_record, sizeof(record));
	assert_int_equal(boot_record_write(&esp.io, &new_record), 0);
	assert_int_equal(boot_record_read(&esp.io, &record), 0);
	assert_int_equal(record.first, SLOT_B);
	assert_int_equal(record.slots[SLOT_B].tries, 3);
	assert_int_equal(esp.disk.writes, 1);
	assert_int_equal(esp.disk.syncs, 1);
	result = cut_everywhere(&esp.disk, CUT_NEVER, old_or_new, &esp);
	if (result.failures)
		fail_msg("%u of %u: %s", result.failures, result.images, result.what);
	assert_int_equal(result.images, images);
	/* and without its sync it may not be there afterwards */
	assert_true(cut_everywhere(&esp.disk, 0, old_or_new, &esp).failures > 0);
	cut_disk_release(&esp.disk);
}

static void test_write(void **state)
{
	(void)state;
	/* two sets and a finished one; two sectors can be torn in two ways, in three companies */
	write_and_cut(512, 2 + 1 + 2 * 3);
	write_and_cut(4096, 2 + 1);
}

static void test_not_understood(void **state)
{
	struct boot_record record;
	struct esp esp;

	(void)state;
	make_esp(&esp, 512, BOOT_RECORD_BYTES);
	memset(esp.disk.seen + esp.at, 0, BOOT_RECORD_BYTES);
	assert_int_equal(boot_record_read(&esp.io, &record), -EBADMSG);
	assert_true(record.slots[SLOT_A].good && record.slots[SLOT_B].good);
	/* it can be written all the same */
	assert_int_equal(boot_record_write(&esp.io, &new_record), 0);
	assert_int_equal(boot_record_read(&esp.io, &record), 0);
	assert_false(record.slots[SLOT_B].good);
	cut_disk_release(&esp.disk);
}

static void assert_error(struct esp *esp, int error)
{
	struct boot_record record;

	assert_int_equal(boot_record_read(&esp->io, &record), error);
	assert_true(record.slots[SLOT_A].good && record.slots[SLOT_B].good);
	assert_int_equal(boot_record_write(&esp->io, &new_record), error);
	assert_int_equal(esp->disk.count, 0);
	cut_disk_release(&esp->disk);
}

static void test_no_place(void **state)
{
	struct esp esp;

	(void)state;
	make_esp(&esp, 512, BOOT_RECORD_BYTES - 1);
	assert_error(&esp, -EUCLEAN);
	make_esp(&esp, 512, 0);
	assert_error(&esp, -EUCLEAN);
	make_esp(&esp, 512, BOOT_RECORD_BYTES);
	memcpy(esp.disk.seen + fat_sample_offset(&esp.fat, FAT_SAMPLE_GRUB) + 64, "GRUBENX", 7);
	assert_error(&esp, -ENOENT);
	make_esp(&esp, 512, BOOT_RECORD_BYTES);
	fat_sample_put(esp.disk.seen + FAT_SAMPLE_RESERVED * 512 + FAT_SAMPLE_RECORD * 4, 9, 4);
	assert_error(&esp, -EFBIG);
	/* a volume with sectors of 512 bytes on a disk that writes 4096 at once */
	make_esp(&esp, 512, BOOT_RECORD_BYTES);
	esp.disk.sector = esp.io.sector_size = 4096;
	esp.io.sectors = esp.view.size / 4096;
	assert_error(&esp, -EUCLEAN);
}

static void test_errors_of_the_disk(void **state)
{
	struct boot_record record;
	struct esp esp;
	int reads;

	(void)state;
	make_esp(&esp, 4096, BOOT_RECORD_BYTES);
	assert_int_equal(boot_record_read(&esp.io, &record), 0);
	reads = esp.disk.reads;
	assert_true(reads >= 4);
	for (int i = 0; i < reads; i++) {
		cut_disk_restart(&esp.disk);
		esp.disk.fail_read = i;
		assert_int_equal(boot_record_read(&esp.io, &record), -EIO);
		assert_true(record.slots[SLOT_A].good && record.slots[SLOT_B].good);
		cut_disk_restart(&esp.disk);
		esp.disk.fail_read = i;
		assert_int_equal(boot_record_write(&esp.io, &new_record), -EIO);
		assert_int_equal(esp.disk.writes, 0);
	}
	cut_disk_restart(&esp.disk);
	esp.disk.fail_write = 0;
	assert_int_equal(boot_record_write(&esp.io, &new_record), -EIO);
	cut_disk_restart(&esp.disk);
	esp.disk.fail_sync = 0;
	assert_int_equal(boot_record_write(&esp.io, &new_record), -EIO);
	cut_disk_release(&esp.disk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_not_understood),
		cmocka_unit_test(test_no_place),
		cmocka_unit_test(test_errors_of_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
