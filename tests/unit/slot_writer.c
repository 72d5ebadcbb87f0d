// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/slot_writer.c: slot B is written while slot A runs, and the power is cut at every
// moment (cut_disk.h). Whatever is left, a machine starts from it, and from something whole; slot A
// has every byte that it had. Leave out any one sync and this finds a cut after which it does not.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/slot_writer.h"
#include "cut_disk.h"
#include "fat_sample.h"

#define KIB 1024u
#define MIB (1024u * KIB)
#define READ_BACK (64u * KIB)

enum part {
	ESP,
	BOOT_A,
	ROOT_A,
	BOOT_B,
	ROOT_B,
	PARTS
};

struct image {
	unsigned char *data; /* the image, filled up with zeros to whole sectors */
	size_t size, padded;
	const struct cut_disk *disk; /* that it is written to */
	int first_read, end_read; /* numbers of the reads by which it was checked */
};

/* A disk with slot A running, and what is written to slot B. */
struct machine {
	struct cut_disk disk;
	struct cut_view views[PARTS];
	struct disk_io io[PARTS];
	struct image boot, root;
	struct slot_place place;
	size_t record; /* offset of the block on the disk */
	struct boot_record before;
	bool b_was_whole; /* slot B holds an older release that the loader would start */
	int result; /* of slot_write() */
};

static uint64_t offset_of(const struct machine *m, enum part part)
{
	return m->views[part].offset;
}

static void make_image(struct image *image, size_t size, uint32_t sector, unsigned seed)
{
	image->size = size;
	image->padded = (size + sector - 1) / sector * sector;
	image->data = cut_alloc(image->padded);
	for (size_t i = 0; i < size; i++)
		image->data[i] = (unsigned char)(i * seed + i / 251 + 1);
}

/* Partitions one after the other. Those of slot B are larger than the images by two sectors. */
static void make_machine(struct machine *m, uint32_t sector, size_t boot_size, size_t root_size)
{
	struct fat_sample fat = { .sector = sector, .cluster = 1 };
	uint64_t offset = 0;

	*m = (struct machine){ 0 };
	make_image(&m->boot, boot_size, sector, 7);
	make_image(&m->root, root_size, sector, 13);
	m->boot.disk = m->root.disk = &m->disk;
	const uint64_t sizes[PARTS] = {
		[ESP] = fat_sample_bytes(&fat),
		[BOOT_A] = 8 * KIB,
		[ROOT_A] = 8 * KIB,
		[BOOT_B] = m->boot.padded + 2 * sector,
		[ROOT_B] = m->root.padded + 2 * sector,
	};
	for (size_t i = 0; i < PARTS; i++)
		offset += sizes[i];
	cut_disk_init(&m->disk, offset, sector);
	offset = 0;
	for (size_t i = 0; i < PARTS; offset += sizes[i], i++)
		cut_view_open(&m->disk, offset, sizes[i], &m->views[i], &m->io[i]);
	fat.at = m->disk.first;
	fat_sample_make(&fat, BOOT_RECORD_BYTES);
	m->record = fat_sample_offset(&fat, FAT_SAMPLE_RECORD);
	memset(m->disk.first + offset_of(m, BOOT_A), 0xA1, 8 * KIB);
	memset(m->disk.first + offset_of(m, ROOT_A), 0xA2, 8 * KIB);
	memset(m->disk.first + offset_of(m, BOOT_B), 0xB1, sizes[BOOT_B]);
	memset(m->disk.first + offset_of(m, ROOT_B), 0xB2, sizes[ROOT_B]);
	m->place = (struct slot_place){
		.slot = SLOT_B,
		.boot = &m->io[BOOT_B],
		.root = &m->io[ROOT_B],
		.esp = &m->io[ESP],
	};
}

static void release_machine(struct machine *m)
{
	cut_disk_release(&m->disk);
	free(m->boot.data);
	free(m->root.data);
}

/* The machine as it is before the update. */
static void set_state(struct machine *m, const struct boot_record *record, bool b_is_whole)
{
	m->before = *record;
	m->b_was_whole = b_is_whole;
	boot_record_format(record, (char *)m->disk.first + m->record);
	m->disk.first[offset_of(m, BOOT_B)] = b_is_whole ? 0xB1 : 0;
	cut_disk_restart(&m->disk);
}

static int read_image(void *ctx, void *data, size_t len, uint64_t offset)
{
	const struct image *image = ctx;

	assert_true(offset + len <= image->size);
	memcpy(data, image->data + offset, len);
	return 0;
}

static int check_image(void *ctx, const struct disk_io *written, uint64_t size)
{
	struct image *image = ctx;
	unsigned char *data = cut_alloc(READ_BACK);
	int r = 0;

	assert_int_equal(size, image->size);
	/* what is read before the sync may come from the cache */
	assert_null(image->disk->steps[image->disk->count - 1].data);
	image->first_read = image->disk->reads;
	for (size_t at = 0; r == 0 && at < image->padded; at += READ_BACK) {
		size_t len = image->padded - at < READ_BACK ? image->padded - at : READ_BACK;

		r = written->read(written->ctx, data, len, at);
		if (r == 0 && memcmp(data, image->data + at, len) != 0)
			r = -EILSEQ;
	}
	image->end_read = image->disk->reads;
	free(data);
	return r;
}

struct progress_seen {
	uint64_t last, total;
	unsigned calls, of_boot;
};

static void report(void *ctx, const char *what, uint64_t done, uint64_t total)
{
	struct progress_seen *seen = ctx;

	assert_true(done > seen->last && done <= total);
	seen->last = done;
	seen->total = total;
	seen->calls++;
	if (strcmp(what, "boot.img") == 0)
		seen->of_boot++;
	else
		assert_string_equal(what, "root.img");
}

static struct disk_image image_of(const char *name, struct image *image)
{
	return (struct disk_image){
		.name = name,
		.size = image->size,
		.read = read_image,
		.check = check_image,
		.ctx = image,
	};
}

static int update(struct machine *m)
{
	struct disk_image boot = image_of("boot.img", &m->boot);
	struct disk_image root = image_of("root.img", &m->root);
	struct progress_seen seen = { 0 };
	struct write_progress progress = { report, &seen };

	m->result = slot_write(&m->place, &boot, &root, &progress);
	if (m->result == 0) {
		assert_int_equal(seen.last, m->boot.size + m->root.size);
		assert_int_equal(seen.total, seen.last);
	}
	return m->result;
}

/*
 * The loader's side, written after configs/grub.cfg's rule and not with the code under test.
 */
struct loader {
	bool readable;
	char first;
	char good[2], tries[2]; /* digits */
};

static char value_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? at[strlen(name)] : '?';
}

static struct loader load(const unsigned char *image, const struct machine *m)
{
	static const char signature[] = "# GRUB Environment Block\n";
	char text[513] = { 0 };

	memcpy(text, image + m->record, 512);
	return (struct loader){
		.readable = strncmp(text, signature, strlen(signature)) == 0 &&
			    value_of(text, "\nrecord=") == '1',
		.first = value_of(text, "\norder="),
		.good = { value_of(text, "\na_good="), value_of(text, "\nb_good=") },
		.tries = { value_of(text, "\na_tries="), value_of(text, "\nb_tries=") },
	};
}

static bool may_start(const struct loader *l, int slot)
{
	return l->good[slot] == '1' || (l->tries[slot] >= '1' && l->tries[slot] <= '3');
}

/* 0: slot A, 1: slot B, -1: nothing starts. */
static int start(const struct loader *l, const bool whole[2])
{
	int first = l->first == 'b', second = !first;

	if (whole[first] && may_start(l, first))
		return first;
	if (whole[second] && may_start(l, second))
		return second;
	if (whole[first])
		return first;
	return whole[second] ? second : -1;
}

static bool part_is(const struct machine *m, const unsigned char *image, enum part part,
		    const struct image *content)
{
	return memcmp(image + offset_of(m, part), content->data, content->padded) == 0;
}

static bool part_is_old(const struct machine *m, const unsigned char *image, enum part part)
{
	return memcmp(image + offset_of(m, part), m->disk.first + offset_of(m, part),
		      m->views[part].size) == 0;
}

/* All of the disk but the record and slot B. */
static bool rest_is_untouched(const struct machine *m, const unsigned char *image)
{
	const unsigned char *first = m->disk.first;
	size_t behind = m->record + BOOT_RECORD_BYTES;
	size_t boot_end = offset_of(m, BOOT_B) + m->boot.padded;
	size_t root_end = offset_of(m, ROOT_B) + m->root.padded;

	return memcmp(image, first, m->record) == 0 &&
	       memcmp(image + behind, first + behind, offset_of(m, BOOT_B) - behind) == 0 &&
	       memcmp(image + boot_end, first + boot_end, offset_of(m, ROOT_B) - boot_end) == 0 &&
	       memcmp(image + root_end, first + root_end, m->disk.size - root_end) == 0;
}

/* What the record says when slot_write() has returned. */
static bool end_is_right(const struct machine *m, const struct loader *l, int started)
{
	if (m->result == 0)
		return started == 1 && l->first == 'b' && l->good[1] == '0' && l->tries[1] == '3';
	/* a disk that died cannot be told; that it starts only what is whole was asserted before */
	return m->disk.dead || !may_start(l, 1);
}

static bool machine_starts(void *ctx, const unsigned char *image, bool finished)
{
	const struct machine *m = ctx;
	struct loader l = load(image, m);
	bool is_new = part_is(m, image, BOOT_B, &m->boot) && part_is(m, image, ROOT_B, &m->root);
	bool is_old =
		m->b_was_whole && part_is_old(m, image, BOOT_B) && part_is_old(m, image, ROOT_B);
	/* checksums see kernel and stage 1, not the root image */
	const bool whole[2] = { true, part_is(m, image, BOOT_B, &m->boot) ||
					      (m->b_was_whole && part_is_old(m, image, BOOT_B)) };
	int started = start(&l, whole);

	if (!l.readable || !rest_is_untouched(m, image))
		return false;
	if (l.good[0] != (char)('0' + (int)m->before.slots[0].good) ||
	    l.tries[0] != (char)('0' + (int)m->before.slots[0].tries))
		return false;
	if (started < 0 || ((started == 1 || may_start(&l, 1)) && !is_new && !is_old))
		return false;
	return !finished || end_is_right(m, &l, started);
}

static void assert_starts(struct machine *m, const char *what, int number)
{
	struct cut_result result = cut_everywhere(&m->disk, CUT_NEVER, machine_starts, m);

	if (result.failures)
		fail_msg("%s %d: result %d; %u of %u cuts, first: %s", what, number, m->result,
			 result.failures, result.images, result.what);
	assert_true(result.images > 0);
}

#define RECORDS (2u * 8u * 8u)

static struct boot_record record_number(unsigned n)
{
	return (struct boot_record){
		.first = n & 1 ? SLOT_B : SLOT_A,
		.slots = { { .good = n >> 1 & 1, .tries = n >> 2 & 3 },
			   { .good = n >> 4 & 1, .tries = n >> 5 & 3 } },
	};
}

/* Whatever the record says before, and with slot B whole or not (then nothing lets it start). */
static void test_all_records(void **state)
{
	static const uint32_t sectors[] = { 512, 4096 };
	unsigned runs = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct machine m;

		make_machine(&m, sectors[i], 3000, 5000);
		for (unsigned n = 0; n < 2 * RECORDS; n++) {
			struct boot_record record = record_number(n % RECORDS);
			bool whole = n < RECORDS;

			if (!whole && (record.slots[1].good || record.slots[1].tries))
				continue;
			set_state(&m, &record, whole);
			assert_int_equal(update(&m), 0);
			assert_starts(&m, "record", (int)n);
			runs++;
		}
		release_machine(&m);
	}
	assert_int_equal(runs, 2 * (RECORDS + RECORDS / 8));
}

static const struct boot_record both_good = { SLOT_B, { { .good = true }, { .good = true } } };

/* Images of several chunks each, whose last sector is not full. */
static void make_large(struct machine *m, uint32_t sector)
{
	make_machine(m, sector, MIB + 700, 2 * MIB + 300);
	set_state(m, &both_good, true);
}

static void test_large_images(void **state)
{
	static const uint32_t sectors[] = { 512, 4096 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct machine m;

		make_large(&m, sectors[i]);
		assert_int_equal(update(&m), 0);
		assert_int_equal(m.disk.writes, 1 + 2 + 3 + 1);
		assert_int_equal(m.disk.syncs, 4);
		assert_starts(&m, "sectors of", (int)sectors[i]);
		release_machine(&m);
	}
}

/* The test can fail: without any one of the syncs there is a cut that breaks the machine. */
static void test_no_sync_is_superfluous(void **state)
{
	struct machine m;

	(void)state;
	make_machine(&m, 512, 3000, 5000);
	set_state(&m, &both_good, true);
	assert_int_equal(update(&m), 0);
	assert_int_equal(m.disk.syncs, 4);
	for (int k = 0; k < m.disk.syncs; k++) {
		if (cut_everywhere(&m.disk, k, machine_starts, &m).failures == 0)
			fail_msg("sync %d can be left out, and no cut tells", k);
	}
	release_machine(&m);
}

/* Faults of the disk at each call: an error is returned, and the slot is not started. */
enum fault {
	FAIL_WRITE,
	FAIL_SYNC,
	FAIL_SYNC_LOSES,
	FAIL_READ,
	BAD_READ
};

static void set_fault(struct cut_disk *disk, enum fault fault, int number)
{
	if (fault == FAIL_WRITE)
		disk->fail_write = number;
	else if (fault == FAIL_READ)
		disk->fail_read = number;
	else if (fault == BAD_READ)
		disk->bad_read = number;
	else
		disk->fail_sync = number;
	disk->failed_sync_loses = fault == FAIL_SYNC_LOSES;
}

static void run_with_fault(struct machine *m, enum fault fault, int number, int expected)
{
	for (int dies = 0; dies < 2; dies++) {
		set_state(m, &both_good, true);
		set_fault(&m->disk, fault, number);
		m->disk.dies = dies;
		assert_int_equal(update(m), expected);
		assert_starts(m, dies ? "last call of disk" : "fault", (int)fault * 1000 + number);
	}
}

static void test_errors(void **state)
{
	struct machine m;
	int reads, writes, syncs;

	(void)state;
	make_machine(&m, 512, 3000, 5000);
	set_state(&m, &both_good, true);
	assert_int_equal(update(&m), 0);
	reads = m.disk.reads;
	writes = m.disk.writes;
	syncs = m.disk.syncs;
	assert_int_equal(writes, 4);
	for (int i = 0; i < writes; i++)
		run_with_fault(&m, FAIL_WRITE, i, -EIO);
	for (int i = 0; i < syncs; i++) {
		run_with_fault(&m, FAIL_SYNC, i, -EIO);
		run_with_fault(&m, FAIL_SYNC_LOSES, i, -EIO);
	}
	for (int i = 0; i < reads; i++)
		run_with_fault(&m, FAIL_READ, i, -EIO);
	release_machine(&m);
}

/* What comes back from the disk is not what was written: at each read of each image. */
static void test_read_back_differs(void **state)
{
	struct machine m;
	int first, boot_end, end;

	(void)state;
	make_large(&m, 4096);
	assert_int_equal(update(&m), 0);
	first = m.boot.first_read;
	boot_end = m.boot.end_read;
	end = m.root.end_read;
	assert_int_equal(boot_end - first, 17);
	assert_int_equal(end - m.root.first_read, 33);
	for (int i = first; i < end; i++) {
		struct loader l;

		if (i >= boot_end && i < m.root.first_read)
			continue;
		set_state(&m, &both_good, true);
		set_fault(&m.disk, BAD_READ, i);
		assert_int_equal(update(&m), -EILSEQ);
		l = load(m.disk.seen, &m);
		assert_false(may_start(&l, 1));
		assert_int_equal(l.first, 'a');
	}
	assert_starts(&m, "bad read", end);
	release_machine(&m);
}

/* The image itself cannot be read: an archive that ended early. */
static int read_nothing(void *ctx, void *data, size_t len, uint64_t offset)
{
	return offset == 0 ? read_image(ctx, data, len, offset) : -ENODATA;
}

static void test_image_ends_early(void **state)
{
	struct machine m;
	struct disk_image boot, root;

	(void)state;
	make_large(&m, 512);
	boot = image_of("boot.img", &m.boot);
	root = image_of("root.img", &m.root);
	root.read = read_nothing;
	m.result = slot_write(&m.place, &boot, &root, NULL);
	assert_int_equal(m.result, -ENODATA);
	assert_starts(&m, "image", 0);
	release_machine(&m);
}

/* Nothing is touched if the images do not fit or there is no boot record. */
static void test_refused(void **state)
{
	struct machine m;
	struct disk_image boot, root;
	uint64_t sectors;

	(void)state;
	make_machine(&m, 512, 3000, 5000);
	set_state(&m, &both_good, true);
	sectors = m.io[ROOT_B].sectors;
	for (size_t i = 0; i < 3; i++) {
		boot = image_of("boot.img", &m.boot);
		root = image_of("root.img", &m.root);
		m.io[ROOT_B].sectors = i == 0 ? m.root.padded / 512 - 1 : sectors;
		if (i == 1)
			boot.size = m.io[BOOT_B].sectors * 512 + 1;
		if (i == 2)
			root.size = UINT64_MAX;
		assert_int_equal(slot_write(&m.place, &boot, &root, NULL), -EFBIG);
	}
	fat_sample_put(m.disk.seen + 510, 0, 2);
	assert_int_equal(update(&m), -EUCLEAN);
	assert_int_equal(m.disk.count, 0);
	release_machine(&m);
}

/* It fits to the last sector; a record that cannot be understood takes the other slot for good. */
static void test_just_fits(void **state)
{
	const struct boot_record good = { SLOT_A, { { .good = true }, { .good = true } } };
	struct machine m;
	struct loader l;

	(void)state;
	make_machine(&m, 512, 3000, 5120);
	set_state(&m, &good, true);
	m.io[BOOT_B].sectors = 6;
	m.io[ROOT_B].sectors = 10;
	memset(m.disk.seen + m.record, 0, BOOT_RECORD_BYTES);
	assert_int_equal(update(&m), 0);
	l = load(m.disk.seen, &m);
	assert_true(end_is_right(&m, &l, start(&l, (const bool[2]){ true, true })));
	assert_int_equal(l.good[0], '1');
	release_machine(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_records),
		cmocka_unit_test(test_large_images),
		cmocka_unit_test(test_no_sync_is_superfluous),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_read_back_differs),
		cmocka_unit_test(test_image_ends_early),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_just_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
