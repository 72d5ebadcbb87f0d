// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/install_write.c: the power is cut at every moment of an installation over
// an old system, with any set of the writes lost that no sync had made safe. What is left is the
// old system, nothing that starts, or the new system, complete. The rule by which a machine starts
// is written here a second time, and each sync is needed: leaving it out is noticed.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/install_write.h"
#include "../../common/gpt_disk.h"
#include "cut_disk.h"

#define MIB (1024UL * 1024)
#define DISK_BYTES (10 * MIB)
#define IMAGE_BYTES 12288
#define SYNCS 5
#define WRITES 14 /* two ends, seven partitions, two for each table, the first sector */
#define READS 12 /* seven partitions, two for each table, the first sector */

/* The real one, smaller. */
static const struct disk_layout_part layout[DISK_PARTS] = {
	{ "bios-boot", "21686148-6449-6E6F-744E-656564454649", 1 },
	{ "berth-efi", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", 1 },
	{ "berth-boot-a", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-boot-b", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-a", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-b", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-data", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 0 },
};

/* Which partitions an installation writes; the others begin with zeros after it. */
static const bool written[DISK_PARTS] = { true, true, true, false, true, false, false };

enum {
	OLD = 0x0D,
	NEW = 0x4E,
};

struct setup {
	struct cut_disk disk;
	struct gpt gpt;
	unsigned char images[DISK_PARTS][IMAGE_BYTES];
	unsigned char boot_code[BOOT_CODE_BYTES];
};

static void make_table(uint32_t sector, int system, struct gpt *gpt)
{
	struct disk_guids guids;

	memset(&guids, system, sizeof(guids));
	assert_int_equal(disk_layout_make(layout, sector, DISK_BYTES / sector, &guids, gpt), 0);
}

static void fill_part(unsigned char *disk, const struct gpt *gpt, uint32_t number, int system)
{
	struct gpt_entry entry;

	assert_int_equal(gpt_entry(gpt, number, &entry), 0);
	memset(disk + entry.first * gpt->sector_size, system, IMAGE_BYTES);
}

/* An old system: table, boot code, and something in each partition. */
static void put_old_system(struct setup *setup, uint32_t sector)
{
	unsigned char mbr[GPT_MBR_BYTES];
	struct cut_view view;
	struct disk_io io;
	struct gpt gpt;

	make_table(sector, OLD, &gpt);
	cut_view_open(&setup->disk, 0, DISK_BYTES, &view, &io);
	assert_int_equal(gpt_disk_write_tables(&io, &gpt), 0);
	memcpy(setup->disk.first, setup->disk.seen, DISK_BYTES);
	memset(mbr, OLD, sizeof(mbr));
	gpt_make_protective_mbr(&gpt, mbr);
	memcpy(setup->disk.first, mbr, sizeof(mbr));
	for (uint32_t number = 1; number <= DISK_PARTS; number++)
		fill_part(setup->disk.first, &gpt, number, OLD);
	gpt_release(&gpt);
	cut_disk_restart(&setup->disk);
}

static void prepare(struct setup *setup, uint32_t sector, bool old)
{
	cut_disk_init(&setup->disk, DISK_BYTES, sector);
	if (old)
		put_old_system(setup, sector);
	make_table(sector, NEW, &setup->gpt);
	memset(setup->images, NEW, sizeof(setup->images));
	memset(setup->boot_code, NEW, sizeof(setup->boot_code));
}

static void finish(struct setup *setup)
{
	cut_disk_release(&setup->disk);
	gpt_release(&setup->gpt);
}

static int install(struct setup *setup, struct install_outcome *outcome)
{
	struct image_memory memory[DISK_PARTS];
	struct disk_image images[DISK_PARTS];
	struct install_job job = { .gpt = &setup->gpt, .boot_code = setup->boot_code };
	struct install_meter meter = { 0 };
	struct cut_view view;
	struct disk_io io;

	for (uint32_t i = 0; i < DISK_PARTS; i++) {
		memory[i] = (struct image_memory){ .data = setup->images[i],
						   .name = layout[i].name,
						   .size = IMAGE_BYTES,
						   .meter = &meter };
		image_memory_image(&memory[i], &images[i]);
		job.images[i] = written[i] ? &images[i] : NULL;
	}
	cut_view_open(&setup->disk, 0, DISK_BYTES, &view, &io);
	return install_write(&io, &job, &meter, outcome);
}

/* Is one of the two tables there, and whose is it? 0: neither. */
static int system_of_table(const unsigned char *image, const struct gpt *gpt, enum gpt_side side)
{
	uint64_t lba = gpt_header_lba(gpt, side);
	unsigned char *entries;
	struct gpt found;

	if (gpt_parse_header(image + lba * gpt->sector_size, gpt->sector_size, lba,
			     gpt->disk_sectors, &found) < 0)
		return 0;
	entries = cut_alloc(gpt_entries_bytes(&found));
	memcpy(entries, image + found.entries_lba * gpt->sector_size, gpt_entries_bytes(&found));
	if (gpt_set_entries(&found, entries) < 0) {
		free(entries);
		return 0;
	}
	free(entries);
	return found.disk_guid[0];
}

static int system_of_mbr(const unsigned char *image)
{
	return image[510] == 0x55 && image[511] == 0xAA ? image[0] : 0;
}

static bool is_filled(const unsigned char *image, const struct gpt *gpt, uint32_t number, int with)
{
	struct gpt_entry entry;
	const unsigned char *at;

	assert_int_equal(gpt_entry(gpt, number, &entry), 0);
	at = image + entry.first * gpt->sector_size;
	return at[0] == with && memcmp(at, at + 1, IMAGE_BYTES - 1) == 0;
}

static bool is_whole(const unsigned char *image, const struct gpt *gpt, int system)
{
	for (uint32_t i = 0; i < DISK_PARTS; i++) {
		int with = system == OLD || written[i] ? system : 0;

		if (!is_filled(image, gpt, i + 1, with))
			return false;
	}
	return true;
}

/* What starts by any of its three roots has to be whole; and each needs those written before it. */
static bool holds(void *ctx, const unsigned char *image, bool finished)
{
	const struct setup *setup = ctx;
	int mbr = system_of_mbr(image);
	int primary = system_of_table(image, &setup->gpt, GPT_PRIMARY);
	int backup = system_of_table(image, &setup->gpt, GPT_BACKUP);

	if ((mbr == OLD || primary == OLD || backup == OLD) && !is_whole(image, &setup->gpt, OLD))
		return false;
	if ((mbr == NEW || primary == NEW || backup == NEW) && !is_whole(image, &setup->gpt, NEW))
		return false;
	if (primary == NEW && backup != NEW)
		return false;
	if (mbr == NEW && primary != NEW)
		return false;
	return !finished || mbr == NEW;
}

/* @skip: leave out each sync, too */
static void cut_installation(uint32_t sector, bool old, bool skip)
{
	struct setup *setup = cut_alloc(sizeof(*setup));
	struct cut_result result;
	struct install_outcome outcome;

	prepare(setup, sector, old);
	assert_int_equal(install(setup, &outcome), 0);
	free(outcome.step);
	assert_int_equal(setup->disk.syncs, SYNCS);
	result = cut_everywhere(&setup->disk, CUT_NEVER, holds, setup);
	if (result.failures)
		fail_msg("%u of %u images: %s", result.failures, result.images, result.what);
	assert_true(result.images > 200);
	for (int sync = 0; skip && sync < SYNCS; sync++) {
		result = cut_everywhere(&setup->disk, sync, holds, setup);
		if (!result.failures)
			fail_msg("nothing noticed that sync %d was left out", sync);
	}
	finish(setup);
	free(setup);
}

static void test_over_old_system(void **state)
{
	(void)state;
	cut_installation(512, true, true);
	cut_installation(4096, true, false);
}

static void test_on_empty_disk(void **state)
{
	(void)state;
	cut_installation(512, false, false);
}

/* Nothing starts from the disk, and nothing on it looks like a table. */
static void check_no_table(const struct setup *setup)
{
	assert_int_equal(system_of_mbr(setup->disk.seen), 0);
	assert_int_equal(system_of_table(setup->disk.seen, &setup->gpt, GPT_PRIMARY), 0);
	assert_int_equal(system_of_table(setup->disk.seen, &setup->gpt, GPT_BACKUP), 0);
}

/* What the outcome says of the disk is true, or is that nothing is known. */
static void check_outcome(const struct setup *setup, const struct install_outcome *outcome,
			  bool dies)
{
	assert_true(outcome->erased);
	assert_int_equal(outcome->cleanup, dies ? -EIO : 0);
	if (!dies)
		check_no_table(setup);
}

/*
 * Each kind of fault at each call; returns how many calls there were to fail.
 * @dies: no later call succeeds either
 */
static int fail_everywhere(size_t fault, int expected, bool dies)
{
	struct setup *setup = cut_alloc(sizeof(*setup));
	int number = 0;

	prepare(setup, 512, true);
	for (;; number++) {
		int *place = (int *)((char *)&setup->disk + fault);
		struct install_outcome outcome;
		int r;

		cut_disk_restart(&setup->disk);
		*place = number;
		setup->disk.dies = dies;
		r = install(setup, &outcome);
		assert_non_null(outcome.step);
		free(outcome.step);
		if (r == 0)
			break;
		assert_int_equal(r, expected);
		check_outcome(setup, &outcome, dies);
	}
	finish(setup);
	free(setup);
	return number;
}

static void test_faults(void **state)
{
	(void)state;
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_sync), -EIO, false), SYNCS);
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_write), -EIO, false),
			 WRITES);
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_read), -EIO, false), READS);
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, bad_read), -EILSEQ, false),
			 READS);
}

static void test_disk_that_dies(void **state)
{
	(void)state;
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_sync), -EIO, true), SYNCS);
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_write), -EIO, true),
			 WRITES);
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_read), -EIO, true), READS);
}

/* An end that cannot be written does not keep the other one from being erased. */
static void test_both_ends_are_erased(void **state)
{
	struct setup *setup = cut_alloc(sizeof(*setup));
	struct install_outcome outcome;

	(void)state;
	prepare(setup, 512, true);
	setup->disk.fail_write = 0;
	assert_int_equal(install(setup, &outcome), -EIO);
	free(outcome.step);
	/* the failed attempt, and the one after it */
	assert_int_equal(setup->disk.writes, 4);
	assert_int_equal(setup->disk.syncs, 2);
	finish(setup);
	free(setup);
}

/* All that is written is read back, and each of it is named. */
static void test_each_read_is_named(void **state)
{
	static const char *const parts[DISK_PARTS] = { "bios-boot",    "berth-efi", "berth-boot-a",
						       "berth-boot-b", "berth-a",   "berth-b",
						       "berth-data" };
	struct setup *setup = cut_alloc(sizeof(*setup));

	(void)state;
	prepare(setup, 512, true);
	for (int read = 0; read < READS; read++) {
		const char *part = read < DISK_PARTS ? parts[read] : "the partition table";
		struct install_outcome outcome;

		cut_disk_restart(&setup->disk);
		setup->disk.bad_read = read;
		assert_int_equal(install(setup, &outcome), -EILSEQ);
		assert_int_equal(strncmp(outcome.step, "reading back ", 13), 0);
		assert_string_equal(outcome.step + 13, part);
		free(outcome.step);
	}
	finish(setup);
	free(setup);
}

static void test_too_large(void **state)
{
	struct setup *setup = cut_alloc(sizeof(*setup));
	struct image_memory memory = { .name = "large", .size = MIB + 1 };
	struct install_meter meter = { 0 };
	struct install_job job = { 0 };
	struct disk_image image;
	struct cut_view view;
	struct disk_io io;
	struct install_outcome outcome;

	(void)state;
	prepare(setup, 512, true);
	image_memory_image(&memory, &image);
	job.gpt = &setup->gpt;
	job.images[PART_ROOT_A - 1] = &image;
	cut_view_open(&setup->disk, 0, DISK_BYTES, &view, &io);
	assert_int_equal(install_write(&io, &job, &meter, &outcome), -EFBIG);
	assert_false(outcome.erased);
	assert_int_equal(setup->disk.count, 0);
	assert_int_equal(system_of_mbr(setup->disk.seen), OLD);
	free(outcome.step);
	finish(setup);
	free(setup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_over_old_system),
		cmocka_unit_test(test_on_empty_disk),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_each_read_is_named),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_disk_that_dies),
		cmocka_unit_test(test_both_ends_are_erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
