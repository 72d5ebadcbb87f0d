// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/loader_bios.c: the power is cut at every moment of a replacement, with any
// set of the writes lost that no sync had made safe. The disk starts by the old loader or by the
// new one, whole; and each sync is needed: leaving it out is noticed.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/bios_loader.h"
#include "../../berth/install/loader_bios.h"
#include "../../common/disk_layout.h"
#include "../../common/gpt_create.h"
#include "../../common/gpt_disk.h"
#include "cut_disk.h"

#define MIB (1024UL * 1024)
#define DISK_BYTES (10 * MIB)
#define SECTOR 512
#define FIRST 2048 /* sector that the partition begins with */
#define HALF 1024 /* sectors of a place */
#define CORE_BYTES (5 * SECTOR + 100)
#define BOOT_CODE 440 /* bytes of the first sector */
#define OTHERS 0x77 /* what is in the first sector before */
#define SYNCS 2

static const struct disk_layout_part layout[DISK_PARTS] = {
	{ "bios-boot", "21686148-6449-6E6F-744E-656564454649", 1 },
	{ "berth-efi", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", 1 },
	{ "berth-boot-a", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-boot-b", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-a", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-b", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 1 },
	{ "berth-data", "0FC63DAF-8483-4772-8E79-3D69D8477DE4", 0 },
};

enum {
	OLD = 0x0D,
	NEW = 0x4E,
};

struct images {
	unsigned char mbr[SECTOR], core[HALF * SECTOR + 1];
};

struct setup {
	struct cut_disk disk;
	struct images old, new;
	uint64_t old_lba;
};

/* As a release has them: for no place yet. */
static void make_images(int system, struct images *images)
{
	memset(images, system, sizeof(*images));
	images->mbr[510] = 0x55;
	images->mbr[511] = 0xAA;
	images->core[508] = CORE_BYTES / SECTOR;
	images->core[509] = 0;
}

static void put_table(struct setup *setup, const struct disk_layout_part *parts)
{
	struct disk_guids guids;
	struct cut_view view;
	struct disk_io io;
	struct gpt gpt;

	memset(&guids, OLD, sizeof(guids));
	assert_int_equal(disk_layout_make(parts, SECTOR, DISK_BYTES / SECTOR, &guids, &gpt), 0);
	cut_view_open(&setup->disk, 0, DISK_BYTES, &view, &io);
	assert_int_equal(gpt_disk_write_tables(&io, &gpt), 0);
	memcpy(setup->disk.first, setup->disk.seen, DISK_BYTES);
	memset(setup->disk.first, OTHERS, SECTOR);
	gpt_make_protective_mbr(&gpt, setup->disk.first);
	gpt_release(&gpt);
}

static void put_loader(struct setup *setup, uint64_t lba)
{
	unsigned char *first = setup->disk.first;

	setup->old_lba = lba;
	assert_int_equal(
		bios_loader_patch(setup->old.mbr, SECTOR, setup->old.core, CORE_BYTES, lba), 0);
	memcpy(first, setup->old.mbr, BOOT_CODE);
	memcpy(first + lba * SECTOR, setup->old.core, CORE_BYTES);
}

static struct setup *prepare(uint64_t lba)
{
	struct setup *setup = cut_alloc(sizeof(*setup));

	cut_disk_init(&setup->disk, DISK_BYTES, SECTOR);
	make_images(OLD, &setup->old);
	make_images(NEW, &setup->new);
	put_table(setup, layout);
	put_loader(setup, lba);
	cut_disk_restart(&setup->disk);
	return setup;
}

static void finish(struct setup *setup)
{
	cut_disk_release(&setup->disk);
	free(setup);
}

static int refresh_with(struct setup *setup, struct images *images, size_t core_len, bool *changed)
{
	struct loader_bios loader = {
		.mbr = images->mbr, .mbr_len = SECTOR, .core = images->core, .core_len = core_len
	};
	struct cut_view view;
	struct disk_io io;

	cut_view_open(&setup->disk, 0, DISK_BYTES, &view, &io);
	return loader_bios_refresh(&io, &loader, changed);
}

static int refresh(struct setup *setup, bool *changed)
{
	return refresh_with(setup, &setup->new, CORE_BYTES, changed);
}

/* Does the disk start by this loader? Written here a second time, as GRUB's first sector does it:
 * the sector is read that it names, and from there the ones that this names. */
static bool starts_by(const unsigned char *image, const struct images *images)
{
	struct images wanted = *images;
	uint64_t lba = 0, rest = 0;

	for (unsigned i = 8; i-- > 0;)
		lba = lba << 8 | image[92 + i];
	if (lba >= DISK_BYTES / SECTOR - HALF)
		return false;
	for (unsigned i = 8; i-- > 0;)
		rest = rest << 8 | image[lba * SECTOR + 500 + i];
	assert_int_equal(bios_loader_patch(wanted.mbr, SECTOR, wanted.core, CORE_BYTES, lba), 0);
	return rest == lba + 1 && memcmp(image, wanted.mbr, BOOT_CODE) == 0 &&
	       memcmp(image + lba * SECTOR, wanted.core, CORE_BYTES) == 0;
}

/* All but the boot code and the partition is as it was. */
static bool others_stay(const struct setup *setup, const unsigned char *image)
{
	size_t behind = (FIRST + 2 * HALF) * (size_t)SECTOR;

	return memcmp(image + BOOT_CODE, setup->disk.first + BOOT_CODE,
		      (size_t)FIRST * SECTOR - BOOT_CODE) == 0 &&
	       memcmp(image + behind, setup->disk.first + behind, DISK_BYTES - behind) == 0;
}

static bool holds(void *ctx, const unsigned char *image, bool finished)
{
	const struct setup *setup = ctx;
	bool new = starts_by(image, &setup->new);

	if (!others_stay(setup, image))
		return false;
	return finished ? new : new || starts_by(image, &setup->old);
}

static void cut_refresh(uint64_t from, uint64_t to)
{
	struct setup *setup = prepare(from);
	struct cut_result result;
	bool changed = false;

	assert_true(starts_by(setup->disk.first, &setup->old));
	assert_int_equal(refresh(setup, &changed), 0);
	assert_true(changed);
	assert_int_equal(setup->disk.syncs, SYNCS);
	assert_int_equal(bios_loader_lba(setup->disk.seen), to);
	result = cut_everywhere(&setup->disk, CUT_NEVER, holds, setup);
	if (result.failures)
		fail_msg("%u of %u images: %s", result.failures, result.images, result.what);
	assert_true(result.images > 10);
	for (int sync = 0; sync < SYNCS; sync++) {
		result = cut_everywhere(&setup->disk, sync, holds, setup);
		if (!result.failures)
			fail_msg("nothing noticed that sync %d was left out", sync);
	}
	finish(setup);
}

static void test_from_either_place(void **state)
{
	(void)state;
	cut_refresh(FIRST, FIRST + HALF);
	cut_refresh(FIRST + HALF, FIRST);
}

/* A disk that did not start by this partition: whatever its first sector points at stays. */
static void test_from_another_loader(void **state)
{
	(void)state;
	cut_refresh(FIRST + 4UL * HALF, FIRST);
}

static void test_the_same_again(void **state)
{
	struct setup *setup = prepare(FIRST);
	bool changed = false;
	size_t count;

	(void)state;
	assert_int_equal(refresh(setup, &changed), 0);
	count = setup->disk.count;
	assert_int_equal(refresh(setup, &changed), 0);
	assert_false(changed);
	assert_int_equal(setup->disk.count, count);
	/* only the boot code differs: that is another loader */
	setup->new.mbr[200] ^= 1;
	assert_int_equal(refresh(setup, &changed), 0);
	assert_true(changed);
	assert_int_equal(bios_loader_lba(setup->disk.seen), FIRST);
	assert_true(starts_by(setup->disk.seen, &setup->new));
	finish(setup);
}

/* Each kind of fault at each call; returns how many calls there were to fail. */
static int fail_everywhere(size_t fault, int expected)
{
	struct setup *setup = prepare(FIRST);
	int number = 0;

	for (;; number++) {
		int *place = (int *)((char *)&setup->disk + fault);
		bool changed;
		int r;

		cut_disk_restart(&setup->disk);
		*place = number;
		r = refresh(setup, &changed);
		if (r == 0)
			break;
		assert_int_equal(r, expected);
		assert_true(starts_by(setup->disk.seen, &setup->old) ||
			    starts_by(setup->disk.seen, &setup->new));
		assert_true(changed || starts_by(setup->disk.seen, &setup->old));
	}
	finish(setup);
	return number;
}

static void test_faults(void **state)
{
	(void)state;
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_sync), -EIO), SYNCS);
	assert_int_equal(fail_everywhere(offsetof(struct cut_disk, fail_write), -EIO), 2);
}

static void test_what_is_written_is_read_back(void **state)
{
	struct setup *setup = prepare(FIRST);
	bool changed;
	int reads;

	(void)state;
	assert_int_equal(refresh(setup, &changed), 0);
	reads = setup->disk.reads;
	/* the last two: core and first sector */
	for (int back = 1; back <= 2; back++) {
		cut_disk_restart(&setup->disk);
		setup->disk.bad_read = reads - back;
		assert_int_equal(refresh(setup, &changed), -EILSEQ);
		assert_int_equal(changed, back == 1);
		assert_int_equal(starts_by(setup->disk.seen, &setup->old), back == 2);
	}
	finish(setup);
}

static void refused(struct setup *setup, size_t core_len, int error)
{
	bool changed = true;

	assert_int_equal(refresh_with(setup, &setup->new, core_len, &changed), error);
	assert_false(changed);
	assert_int_equal(setup->disk.count, 0);
	finish(setup);
}

static void test_refused(void **state)
{
	struct setup *setup = prepare(FIRST);

	(void)state;
	refused(setup, HALF * SECTOR + 1, -EFBIG);
	/* the one in use says that it reaches into the other half */
	setup = prepare(FIRST);
	setup->disk.first[FIRST * SECTOR + 509] = HALF >> 8;
	cut_disk_restart(&setup->disk);
	refused(setup, CORE_BYTES, -EFBIG);
	/* it begins somewhere else in the partition */
	refused(prepare(FIRST + 1), CORE_BYTES, -EUCLEAN);
	refused(prepare(FIRST + 2 * HALF - 8), CORE_BYTES, -EUCLEAN);
	refused(prepare(FIRST), SECTOR, -EINVAL);
	/* no table */
	setup = prepare(FIRST);
	memset(setup->disk.first + SECTOR, 0, DISK_BYTES - SECTOR);
	cut_disk_restart(&setup->disk);
	refused(setup, CORE_BYTES, -ENOENT);
}

static void test_first_partition_is_of_another_kind(void **state)
{
	struct setup *setup = prepare(FIRST);
	struct disk_layout_part other[DISK_PARTS];

	(void)state;
	memcpy(other, layout, sizeof(other));
	other[0].type = layout[1].type;
	put_table(setup, other);
	put_loader(setup, FIRST);
	cut_disk_restart(&setup->disk);
	refused(setup, CORE_BYTES, -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_either_place),
		cmocka_unit_test(test_from_another_loader),
		cmocka_unit_test(test_the_same_again),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_what_is_written_is_read_back),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_first_partition_is_of_another_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
