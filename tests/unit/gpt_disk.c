// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/gpt_disk.c: a growth that is cut at every point, with any subset of the writes
// since the last sync lost, sector by sector, leaves a table that the next boot reads and
// completes; and what was written satisfies sfdisk.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/gpt_disk.h"
#include "../../common/run.h"
#include "gpt_sample.h"

#define MIB (1024u * 1024u)
#define OLD_BYTES (4u * MIB)
#define NEW_BYTES (8u * MIB)
#define PENDING_MAX 1024

/* A disk with a cache: writes wait for the sync, which the disk may never see. */
struct fake {
	unsigned char *data;
	uint32_t sector;
	unsigned char *pending[PENDING_MAX]; /* one sector each, in the order of the writes */
	uint64_t lba[PENDING_MAX];
	size_t count;
	int syncs_left; /* at 0 the power fails: the sync does not happen */
	bool dead;
};

static int fake_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	struct fake *fake = ctx;

	if (offset + len > NEW_BYTES)
		return -EIO;
	memcpy(data, fake->data + offset, len);
	for (size_t i = 0; i < fake->count; i++) {
		uint64_t at = fake->lba[i] * fake->sector;

		if (at >= offset && at < offset + len)
			memcpy((unsigned char *)data + (at - offset), fake->pending[i],
			       fake->sector);
	}
	return 0;
}

static int fake_write(void *ctx, const void *data, size_t len, uint64_t offset)
{
	struct fake *fake = ctx;

	if (fake->dead || offset + len > NEW_BYTES)
		return -EIO;
	assert_int_equal(len % fake->sector, 0);
	assert_int_equal(offset % fake->sector, 0);
	for (size_t done = 0; done < len; done += fake->sector) {
		assert_true(fake->count < PENDING_MAX);
		fake->lba[fake->count] = (offset + done) / fake->sector;
		fake->pending[fake->count] = malloc(fake->sector);
		assert_non_null(fake->pending[fake->count]);
		memcpy(fake->pending[fake->count++], (const unsigned char *)data + done,
		       fake->sector);
	}
	return 0;
}

/* Let the pending writes reach the disk, those for which @keep says so; forget the others. */
static void settle(struct fake *fake, bool (*keep)(size_t index, size_t count, unsigned variant),
		   unsigned variant)
{
	for (size_t i = 0; i < fake->count; i++) {
		if (!keep || keep(i, fake->count, variant))
			memcpy(fake->data + fake->lba[i] * fake->sector, fake->pending[i],
			       fake->sector);
		free(fake->pending[i]);
	}
	fake->count = 0;
}

static int fake_sync(void *ctx)
{
	struct fake *fake = ctx;

	if (fake->syncs_left-- == 0) {
		fake->dead = true;
		return -EIO;
	}
	settle(fake, NULL, 0);
	return 0;
}

static struct disk_io io_of(struct fake *fake)
{
	return (struct disk_io){
		.read = fake_read,
		.write = fake_write,
		.sync = fake_sync,
		.ctx = fake,
		.sector_size = fake->sector,
		.sectors = NEW_BYTES / fake->sector,
	};
}

/* What PID 1 does at boot. */
static int grow(struct fake *fake)
{
	struct disk_io io = io_of(fake);
	struct gpt gpt;
	bool changed;
	int r = gpt_disk_read(&io, &gpt);

	if (r < 0)
		return r;
	r = gpt_grow(&gpt, 2, &changed);
	if (r == 0 && (changed || gpt.my_lba != GPT_PRIMARY_LBA))
		r = gpt_disk_write(&io, &gpt);
	gpt_release(&gpt);
	return r;
}

static void prepare(struct fake *fake, unsigned char *data, uint32_t sector)
{
	*fake = (struct fake){ .data = data, .sector = sector, .syncs_left = 1000 };
	memset(data, 0, NEW_BYTES);
	sample_disk(data, sector, OLD_BYTES / sector);
}

/* Variants 0..255: the lowest bits choose among the last writes; above that, pseudo-random sets. */
static bool keep_some(size_t index, size_t count, unsigned variant)
{
	uint64_t mixed = (uint64_t)(index + 1) * 2654435761u * (variant + 1);

	if (variant < 64)
		return count - 1 - index < 6 ? variant >> (count - 1 - index) & 1 : true;
	if (variant < 128)
		return count - 1 - index < 6 ? variant >> (count - 1 - index) & 1 : false;
	return mixed >> 13 & 1;
}

static void check_table(struct fake *fake, uint64_t end)
{
	struct disk_io io = io_of(fake);
	struct gpt_entry entry;
	struct gpt gpt;

	assert_int_equal(gpt_disk_read(&io, &gpt), 0);
	assert_int_equal(gpt_entry(&gpt, 1, &entry), 0);
	assert_string_equal(entry.name, "berth-a");
	assert_int_equal(gpt_entry(&gpt, 2, &entry), 0);
	assert_string_equal(entry.name, "berth-data");
	if (end)
		assert_int_equal(entry.last, end);
	gpt_release(&gpt);
}

static void cut_everywhere(uint32_t sector)
{
	uint64_t end = 7 * MIB / sector - 1;
	unsigned char *data = malloc(NEW_BYTES);
	struct fake fake;
	int cuts = 0;

	assert_non_null(data);
	for (int syncs = 0;; syncs++) {
		bool finished = false;

		for (unsigned variant = 0; variant < 256; variant++) {
			prepare(&fake, data, sector);
			fake.syncs_left = syncs;
			finished = grow(&fake) == 0;
			settle(&fake, keep_some, variant);
			fake.dead = false;
			fake.syncs_left = 1000;
			check_table(&fake, 0);
			/* the next boot completes what was cut */
			assert_int_equal(grow(&fake), 0);
			check_table(&fake, end);
			cuts++;
		}
		if (finished)
			break;
	}
	/* backup, primary, protective MBR: three syncs that can fail, and the run without a cut */
	assert_int_equal(cuts, 4 * 256);
	free(data);
}

static void test_cuts_512(void **state)
{
	(void)state;
	cut_everywhere(512);
}

static void test_cuts_4096(void **state)
{
	(void)state;
	cut_everywhere(4096);
}

static void test_backup_is_used(void **state)
{
	unsigned char *data = malloc(NEW_BYTES);
	struct fake fake;

	(void)state;
	assert_non_null(data);
	prepare(&fake, data, 512);
	assert_int_equal(grow(&fake), 0);
	memset(data + 512, 0xA5, 20000);
	check_table(&fake, 7 * MIB / 512 - 1);
	assert_int_equal(grow(&fake), 0);
	memset(data + NEW_BYTES - 20000, 0, 20000);
	check_table(&fake, 7 * MIB / 512 - 1);
	memset(data + 512, 0xA5, 20000);
	assert_int_equal(grow(&fake), -ENOENT);
	free(data);
}

/* The judge from outside. */
static void test_sfdisk_agrees(void **state)
{
	char path[] = "/tmp/berth-unit-gpt.XXXXXX";
	const char *const argv[] = { "sfdisk", "--verify", path, NULL };
	struct run_options options = { .timeout_ms = 20000, .output_max = 4096 };
	unsigned char *data = malloc(NEW_BYTES);
	char *output = NULL;
	struct fake fake;
	int status, fd;
	int r;

	(void)state;
	assert_non_null(data);
	prepare(&fake, data, 512);
	assert_int_equal(grow(&fake), 0);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, NEW_BYTES), NEW_BYTES);
	assert_int_equal(close(fd), 0);
	r = run(argv, &options, &status, &output);
	(void)unlink(path);
	free(data);
	if (r == -ENOENT)
		skip();
	assert_int_equal(r, 0);
	if (status != 0 || !strstr(output, "No errors detected") || strstr(output, "mismatch"))
		fail_msg("sfdisk --verify: %d, %s", status, output);
	free(output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cuts_512),
		cmocka_unit_test(test_cuts_4096),
		cmocka_unit_test(test_backup_is_used),
		cmocka_unit_test(test_sfdisk_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
