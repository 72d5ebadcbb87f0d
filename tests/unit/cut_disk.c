// SPDX-License-Identifier: Apache-2.0
//
// Tests of cut_disk.h, on which the tests of power cuts rely: it makes the images that it promises,
// and only those.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cut_disk.h"

#define SECTOR 512u
#define SECTORS 64u

struct fixture {
	struct cut_disk disk;
	struct cut_view left, right; /* halves of the disk */
	struct disk_io left_io, right_io;
};

static void make(struct fixture *f)
{
	cut_disk_init(&f->disk, SECTORS * SECTOR, SECTOR);
	cut_view_open(&f->disk, 0, SECTORS / 2 * SECTOR, &f->left, &f->left_io);
	cut_view_open(&f->disk, SECTORS / 2 * SECTOR, SECTORS / 2 * SECTOR, &f->right,
		      &f->right_io);
}

/* Sectors @at to @at + @count of a view become @value. */
static int put(const struct disk_io *io, unsigned at, unsigned count, int value)
{
	unsigned char data[4 * SECTOR];

	assert_true(count <= 4);
	memset(data, value, sizeof(data));
	return io->write(io->ctx, data, (size_t)count * SECTOR, (uint64_t)at * SECTOR);
}

/* How often each pattern of the first eight sectors was there: one bit a sector. */
struct patterns {
	unsigned seen[256], finished[256];
	int value; /* of a sector that counts as written */
};

static bool note(void *ctx, const unsigned char *image, bool finished)
{
	struct patterns *patterns = ctx;
	unsigned pattern = 0;

	for (unsigned i = 0; i < 8; i++)
		pattern |= (image[i * SECTOR] == patterns->value ? 1u : 0u) << i;
	patterns->seen[pattern]++;
	if (finished)
		patterns->finished[pattern]++;
	return true;
}

static unsigned kinds(const unsigned counts[256])
{
	unsigned n = 0;

	for (unsigned i = 0; i < 256; i++)
		n += counts[i] > 0;
	return n;
}

static void test_all_sets(void **state)
{
	struct patterns patterns = { .value = 1 };
	struct fixture f;

	(void)state;
	make(&f);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(put(&f.left_io, i, 1, 1), 0);
	assert_int_equal(f.left_io.sync(f.left_io.ctx), 0);
	assert_int_equal(put(&f.left_io, 5, 1, 1), 0);
	(void)cut_everywhere(&f.disk, CUT_NEVER, note, &patterns);
	/* any of the four; then all four, with the fifth or without */
	assert_int_equal(kinds(patterns.seen), 16 + 1);
	for (unsigned i = 0; i < 16; i++)
		assert_true(patterns.seen[i] > 0);
	assert_int_equal(kinds(patterns.finished), 2);
	assert_true(patterns.finished[0x0F] && patterns.finished[0x2F]);
	/* without the sync, any of the five */
	patterns = (struct patterns){ .value = 1 };
	(void)cut_everywhere(&f.disk, 0, note, &patterns);
	assert_int_equal(kinds(patterns.finished), 32);
	cut_disk_release(&f.disk);
}

static void test_torn(void **state)
{
	struct patterns patterns = { .value = 1 };
	struct fixture f;

	(void)state;
	make(&f);
	assert_int_equal(put(&f.left_io, 0, 4, 1), 0);
	assert_int_equal(f.left_io.sync(f.left_io.ctx), 0);
	(void)cut_everywhere(&f.disk, CUT_NEVER, note, &patterns);
	/* nothing, all, three beginnings, three ends */
	assert_int_equal(kinds(patterns.seen), 8);
	for (unsigned i = 1; i < 4; i++)
		assert_true(patterns.seen[(1u << i) - 1] && patterns.seen[0x0F & ~((1u << i) - 1)]);
	assert_int_equal(kinds(patterns.finished), 1);
	cut_disk_release(&f.disk);
}

/* A sync of one view does nothing for the other. */
static void test_views(void **state)
{
	struct patterns patterns = { .value = 1 };
	struct fixture f;

	(void)state;
	make(&f);
	assert_int_equal(put(&f.left_io, 0, 1, 1), 0);
	assert_int_equal(f.right_io.sync(f.right_io.ctx), 0);
	(void)cut_everywhere(&f.disk, CUT_NEVER, note, &patterns);
	assert_int_equal(kinds(patterns.finished), 2);
	cut_disk_release(&f.disk);
}

/* A later write to the same place wins, if it is kept. */
static void test_twice(void **state)
{
	struct patterns patterns = { .value = 2 };
	struct fixture f;

	(void)state;
	make(&f);
	assert_int_equal(put(&f.left_io, 0, 1, 2), 0);
	assert_int_equal(put(&f.left_io, 0, 1, 1), 0);
	(void)cut_everywhere(&f.disk, CUT_NEVER, note, &patterns);
	assert_int_equal(patterns.seen[1], 1);
	assert_int_equal(patterns.seen[0], 3);
	cut_disk_release(&f.disk);
}

/* Too many for all sets: one that is wrong only alone, only if missing, only in one pair. */
struct wanted {
	unsigned writes;
	uint64_t set;
	bool found;
};

static bool look_for(void *ctx, const unsigned char *image, bool finished)
{
	struct wanted *wanted = ctx;
	uint64_t set = 0;

	(void)finished;
	for (unsigned i = 0; i < wanted->writes; i++)
		set |= (uint64_t)(image[i * SECTOR] == 1) << i;
	if (set == wanted->set)
		wanted->found = true;
	return set != wanted->set;
}

static void test_many(void **state)
{
	const uint64_t all = (1u << 12) - 1;
	const struct {
		uint64_t set;
		bool found;
	} cases[] = {
		{ 0, true },
		{ all, true },
		{ 1u << 7, true },
		{ all & ~(1u << 7), true },
		{ 1u << 2 | 1u << 11, true },
		{ all & ~(1u << 2 | 1u << 11), true },
		{ 0x1F, true },
		{ all + 1, false },
	};
	struct fixture f;

	(void)state;
	make(&f);
	for (unsigned i = 0; i < 12; i++)
		assert_int_equal(put(&f.left_io, i, 1, 1), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wanted wanted = { .writes = 12, .set = cases[i].set };
		struct cut_result result = cut_everywhere(&f.disk, CUT_NEVER, look_for, &wanted);

		assert_int_equal(wanted.found, cases[i].found);
		assert_int_equal(result.failures > 0, cases[i].found);
		assert_int_equal(strlen(result.what) > 0, cases[i].found);
	}
	cut_disk_release(&f.disk);
}

static unsigned char first_byte(const struct fixture *f)
{
	unsigned char data[SECTOR];

	assert_int_equal(f->left_io.read(f->left_io.ctx, data, sizeof(data), 0), 0);
	return data[0];
}

static void test_failed_sync(void **state)
{
	struct patterns patterns = { .value = 1 };
	struct fixture f;

	(void)state;
	make(&f);
	for (int loses = 0; loses < 2; loses++) {
		cut_disk_restart(&f.disk);
		f.disk.fail_sync = 0;
		f.disk.failed_sync_loses = loses;
		assert_int_equal(put(&f.left_io, 0, 1, 1), 0);
		assert_int_equal(f.left_io.sync(f.left_io.ctx), -EIO);
		assert_int_equal(first_byte(&f), loses ? 0 : 1);
		assert_int_equal(f.left_io.sync(f.left_io.ctx), 0);
		patterns = (struct patterns){ .value = 1 };
		(void)cut_everywhere(&f.disk, CUT_NEVER, note, &patterns);
		/* before the end it may be there or not; afterwards as the kind of failure says */
		assert_int_equal(kinds(patterns.seen), 2);
		assert_int_equal(patterns.finished[loses ? 0 : 1], 1);
		assert_int_equal(kinds(patterns.finished), 1);
	}
	cut_disk_release(&f.disk);
}

static void test_faults(void **state)
{
	unsigned char data[SECTOR];
	struct fixture f;

	(void)state;
	make(&f);
	f.disk.fail_write = 1;
	assert_int_equal(put(&f.left_io, 0, 1, 1), 0);
	assert_int_equal(put(&f.left_io, 0, 4, 2), -EIO);
	assert_int_equal(f.disk.seen[SECTOR], 2);
	assert_int_equal(f.disk.seen[2 * SECTOR], 0);
	assert_int_equal(put(&f.left_io, 0, 1, 3), 0);
	cut_disk_restart(&f.disk);
	f.disk.fail_read = 0;
	f.disk.bad_read = 1;
	assert_int_equal(f.left_io.read(f.left_io.ctx, data, sizeof(data), 0), -EIO);
	assert_int_equal(f.left_io.read(f.left_io.ctx, data, sizeof(data), 0), 0);
	assert_int_not_equal(memcmp(data, f.disk.first, sizeof(data)), 0);
	assert_int_equal(f.left_io.read(f.left_io.ctx, data, sizeof(data), 0), 0);
	assert_memory_equal(data, f.disk.first, sizeof(data));
	cut_disk_restart(&f.disk);
	f.disk.fail_write = 0;
	f.disk.dies = true;
	assert_int_equal(put(&f.left_io, 0, 1, 1), -EIO);
	assert_int_equal(put(&f.left_io, 0, 1, 1), -EIO);
	assert_int_equal(f.left_io.sync(f.left_io.ctx), -EIO);
	assert_int_equal(f.left_io.read(f.left_io.ctx, data, sizeof(data), 0), -EIO);
	assert_int_equal(f.disk.count, 0);
	cut_disk_release(&f.disk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_sets), cmocka_unit_test(test_torn),
		cmocka_unit_test(test_views),	 cmocka_unit_test(test_twice),
		cmocka_unit_test(test_many),	 cmocka_unit_test(test_failed_sync),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
