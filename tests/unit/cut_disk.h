// SPDX-License-Identifier: Apache-2.0
//
// A disk in memory behind struct disk_io, whose power can be cut at any moment. The code under test
// runs once; each write and sync is noted down. cut_everywhere() then makes every image that a cut
// could have left behind and hands it to the test, which says whether a machine starts from it.
//
// What a cut does: writes that were synced are kept. Of the others any set is kept (all sets where
// they are few; otherwise each alone, each missing, pairs, each beginning, and random sets with a
// fixed seed). A write of several sectors may also be torn: only its first or its last sectors
// are kept.
//
//	struct cut_disk disk;
//	struct cut_view view;
//	struct disk_io io;
//
//	cut_disk_init(&disk, 8 * MIB, 512);
//	... fill disk.first ...
//	cut_disk_restart(&disk);
//	cut_view_open(&disk, 0, disk.size, &view, &io);
//	assert_int_equal(code_under_test(&io), 0);
//	result = cut_everywhere(&disk, CUT_NEVER, holds, &context);
//	assert_int_equal(result.failures, 0);
//
// And so that the test can fail: for each sync k, cut_everywhere(&disk, k, ...) finds a failure.

#ifndef BERTH_TESTS_UNIT_CUT_DISK_H
#define BERTH_TESTS_UNIT_CUT_DISK_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/disk_io.h"

#define CUT_STEPS_MAX 1024
#define CUT_ALL_SETS 8 /* up to so many unsynced writes, all sets of them are tried */
#define CUT_ALL_PAIRS 32 /* up to so many, all pairs of them */
#define CUT_RANDOM_SETS 256
#define CUT_TORN_MAX 8 /* up to so many sectors, a write is torn at each of them */
#define CUT_NEVER (-1)

struct cut_view;

struct cut_step {
	const struct cut_view *view;
	unsigned char *data; /* NULL: a sync */
	uint64_t offset; /* of the disk */
	size_t len;
	size_t lost_from; /* from this step on it is gone: its sync failed. SIZE_MAX: never */
};

struct cut_disk {
	uint64_t size;
	uint32_t sector;
	unsigned char *first; /* what is on the disk before the first step */
	unsigned char *seen; /* what reads give: all writes are seen at once */
	struct cut_step steps[CUT_STEPS_MAX];
	size_t count;
	int reads, writes, syncs; /* calls so far */
	/* Faults: the number of the call, from 0; CUT_NEVER: none. */
	int fail_read; /* -EIO */
	int bad_read; /* one bit is not what was written */
	int fail_write; /* -EIO, and half of the sectors are written all the same */
	int fail_sync; /* -EIO */
	bool dies; /* with the first fault: all calls after it fail as well */
	bool dead; /* it did */
	bool failed_sync_loses; /* what waited is gone, as Linux does it; else it is still waiting
				 */
};

/* A part of the disk with a cache of its own, like the device node of a partition: a sync makes
 * only what was written through this view safe. Views do not overlap. */
struct cut_view {
	struct cut_disk *disk;
	uint64_t offset, size;
};

struct cut_result {
	unsigned images; /* tried */
	unsigned failures;
	char what[160]; /* the first failure */
};

/*
 * What must hold for each image that a cut can leave.
 * @image: all of the disk
 * @finished: the cut came when the code under test had returned
 */
typedef bool cut_holds(void *ctx, const unsigned char *image, bool finished);

static inline void *cut_alloc(size_t len)
{
	void *data = calloc(1, len);

	assert_non_null(data);
	return data;
}

/* cut_disk_init - a disk full of zeros. Release with cut_disk_release(). */
static inline void cut_disk_init(struct cut_disk *disk, uint64_t size, uint32_t sector)
{
	*disk = (struct cut_disk){
		.size = size,
		.sector = sector,
		.first = cut_alloc(size),
		.seen = cut_alloc(size),
		.fail_read = CUT_NEVER,
		.bad_read = CUT_NEVER,
		.fail_write = CUT_NEVER,
		.fail_sync = CUT_NEVER,
	};
}

/* cut_disk_restart - no step was done; the disk holds what is in @first; no faults. */
static inline void cut_disk_restart(struct cut_disk *disk)
{
	for (size_t i = 0; i < disk->count; i++)
		free(disk->steps[i].data);
	memcpy(disk->seen, disk->first, disk->size);
	disk->count = 0;
	disk->reads = disk->writes = disk->syncs = 0;
	disk->fail_read = disk->bad_read = disk->fail_write = disk->fail_sync = CUT_NEVER;
	disk->failed_sync_loses = disk->dies = disk->dead = false;
}

static inline void cut_disk_release(struct cut_disk *disk)
{
	cut_disk_restart(disk);
	free(disk->first);
	free(disk->seen);
}

static inline void cut_check_range(const struct cut_view *view, size_t len, uint64_t offset)
{
	assert_int_equal(len % view->disk->sector, 0);
	assert_int_equal(offset % view->disk->sector, 0);
	assert_true(offset <= view->size && len <= view->size - offset);
}

/* Does this call fail? @number: of the call; @fault: that is to fail */
static inline bool cut_fails(struct cut_disk *disk, int number, int fault)
{
	if (number == fault && disk->dies)
		disk->dead = true;
	return number == fault || disk->dead;
}

static inline int cut_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	const struct cut_view *view = ctx;
	struct cut_disk *disk = view->disk;
	int number = disk->reads++;

	cut_check_range(view, len, offset);
	if (cut_fails(disk, number, disk->fail_read))
		return -EIO;
	memcpy(data, disk->seen + view->offset + offset, len);
	if (number == disk->bad_read)
		((unsigned char *)data)[len / 2] ^= 0x10;
	return 0;
}

static inline struct cut_step *cut_note(const struct cut_view *view)
{
	struct cut_disk *disk = view->disk;
	struct cut_step *step = &disk->steps[disk->count];

	assert_true(disk->count < CUT_STEPS_MAX);
	disk->count++;
	*step = (struct cut_step){ .view = view, .lost_from = SIZE_MAX };
	return step;
}

static inline int cut_write(void *ctx, const void *data, size_t len, uint64_t offset)
{
	const struct cut_view *view = ctx;
	struct cut_disk *disk = view->disk;
	bool was_dead = disk->dead, fails = cut_fails(disk, disk->writes++, disk->fail_write);
	struct cut_step *step;

	cut_check_range(view, len, offset);
	if (was_dead)
		return -EIO;
	if (fails)
		len = len / disk->sector / 2 * disk->sector;
	if (len > 0) {
		step = cut_note(view);
		step->offset = view->offset + offset;
		step->len = len;
		step->data = cut_alloc(len);
		memcpy(step->data, data, len);
		memcpy(disk->seen + step->offset, data, len);
	}
	return fails ? -EIO : 0;
}

/* Was write @i made safe by a sync before step @end? @skip: the number of a sync that did nothing
 */
static inline bool cut_is_safe(const struct cut_disk *disk, size_t i, size_t end, int skip)
{
	int number = 0;

	for (size_t j = 0; j < end; j++) {
		if (disk->steps[j].data)
			continue;
		if (number++ != skip && j > i && disk->steps[j].view == disk->steps[i].view)
			return disk->steps[i].lost_from > j;
	}
	return false;
}

static inline void cut_apply(const struct cut_step *step, unsigned char *image)
{
	memcpy(image + step->offset, step->data, step->len);
}

/* The sync of @view failed: what waited for it is gone, and reads no longer give it. */
static inline void cut_lose(struct cut_disk *disk, const struct cut_view *view)
{
	for (size_t i = 0; i < disk->count; i++) {
		struct cut_step *step = &disk->steps[i];

		if (step->data && step->view == view && step->lost_from == SIZE_MAX &&
		    !cut_is_safe(disk, i, disk->count, CUT_NEVER))
			step->lost_from = disk->count;
	}
	memcpy(disk->seen, disk->first, disk->size);
	for (size_t i = 0; i < disk->count; i++)
		if (disk->steps[i].data && disk->steps[i].lost_from == SIZE_MAX)
			cut_apply(&disk->steps[i], disk->seen);
}

static inline int cut_sync(void *ctx)
{
	const struct cut_view *view = ctx;
	struct cut_disk *disk = view->disk;

	if (cut_fails(disk, disk->syncs++, disk->fail_sync)) {
		if (disk->failed_sync_loses)
			cut_lose(disk, view);
		return -EIO;
	}
	(void)cut_note(view);
	return 0;
}

/* cut_view_open - @view stays the caller's, and where it is, while @ret_io is used. */
static inline void cut_view_open(struct cut_disk *disk, uint64_t offset, uint64_t size,
				 struct cut_view *view, struct disk_io *ret_io)
{
	*view = (struct cut_view){ .disk = disk, .offset = offset, .size = size };
	*ret_io = (struct disk_io){
		.read = cut_read,
		.write = cut_write,
		.sync = cut_sync,
		.ctx = view,
		.sector_size = disk->sector,
		.sectors = size / disk->sector,
	};
}

/* The images that a cut before step @end can leave. */
struct cut_moment {
	const struct cut_disk *disk;
	cut_holds *holds;
	void *ctx;
	struct cut_result *result;
	size_t end;
	unsigned char *base; /* what is safe */
	unsigned char *image; /* @base and some of the writes that wait */
	const struct cut_step *waiting[CUT_STEPS_MAX];
	size_t count;
	bool keep[CUT_STEPS_MAX];
	uint64_t random;
};

static inline void cut_judge(struct cut_moment *m, const char *how, size_t number)
{
	struct cut_result *result = m->result;

	result->images++;
	if (m->holds(m->ctx, m->image, m->end == m->disk->count))
		return;
	if (result->failures++ == 0)
		(void)snprintf(result->what, sizeof(result->what),
			       "cut before step %zu of %zu, %zu writes waiting, %s %zu", m->end,
			       m->disk->count, m->count, how, number);
}

static inline void cut_build(struct cut_moment *m)
{
	for (size_t i = 0; i < m->count; i++)
		memcpy(m->image + m->waiting[i]->offset, m->base + m->waiting[i]->offset,
		       m->waiting[i]->len);
	for (size_t i = 0; i < m->count; i++)
		if (m->keep[i])
			cut_apply(m->waiting[i], m->image);
}

static inline void cut_try_set(struct cut_moment *m, const char *how, size_t number)
{
	cut_build(m);
	cut_judge(m, how, number);
}

static inline void cut_keep_all(struct cut_moment *m, bool keep)
{
	for (size_t i = 0; i < m->count; i++)
		m->keep[i] = keep;
}

static inline void cut_all_sets(struct cut_moment *m)
{
	for (size_t set = 0; set < (size_t)1 << m->count; set++) {
		for (size_t i = 0; i < m->count; i++)
			m->keep[i] = set >> i & 1;
		cut_try_set(m, "set", set);
	}
}

static inline bool cut_coin(struct cut_moment *m)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return m->random >> 32 & 1;
}

static inline void cut_random_sets(struct cut_moment *m)
{
	for (size_t set = 0; set < CUT_RANDOM_SETS; set++) {
		for (size_t i = 0; i < m->count; i++)
			m->keep[i] = cut_coin(m);
		cut_try_set(m, "random set", set);
	}
}

/* Each alone (or, with @keep false, each missing), and with one other. */
static inline void cut_pairs(struct cut_moment *m, bool keep)
{
	for (size_t i = 0; i < m->count; i++) {
		size_t end = m->count <= CUT_ALL_PAIRS ? m->count : i + 1;

		for (size_t j = i; j < end; j++) {
			cut_keep_all(m, !keep);
			m->keep[i] = m->keep[j] = keep;
			cut_try_set(m, keep ? "only write" : "all but write", i);
		}
	}
}

static inline void cut_some_sets(struct cut_moment *m)
{
	cut_pairs(m, true);
	cut_pairs(m, false);
	cut_keep_all(m, false);
	for (size_t i = 0; i < m->count; i++) {
		cut_try_set(m, "beginning of", i);
		m->keep[i] = true;
	}
	cut_try_set(m, "all of", m->count);
	cut_random_sets(m);
}

/* Write @i is kept from sector @from to sector @to (not included), on top of what is chosen. */
static inline void cut_try_torn(struct cut_moment *m, size_t i, size_t from, size_t to)
{
	const struct cut_step *step = m->waiting[i];
	size_t sector = m->disk->sector;

	m->keep[i] = false;
	cut_build(m);
	memcpy(m->image + step->offset + from * sector, step->data + from * sector,
	       (to - from) * sector);
	cut_judge(m, "torn write", i);
}

static inline void cut_tear_at(struct cut_moment *m, size_t i, size_t at, size_t sectors)
{
	for (size_t others = 0; others < 3; others++) {
		/* none, those before it, all */
		for (size_t j = 0; j < m->count; j++)
			m->keep[j] = others == 2 || (others == 1 && j < i);
		cut_try_torn(m, i, 0, at);
		cut_try_torn(m, i, at, sectors);
	}
}

static inline void cut_tear(struct cut_moment *m)
{
	for (size_t i = 0; i < m->count; i++) {
		size_t sectors = m->waiting[i]->len / m->disk->sector;

		for (size_t at = 1; at < sectors; at++) {
			/* of a long one the ends and the middle */
			if (sectors <= CUT_TORN_MAX || at < 3 || at > sectors - 3 ||
			    at == sectors / 2)
				cut_tear_at(m, i, at, sectors);
		}
	}
}

/* What is safe, what waits. */
static inline void cut_settle(struct cut_moment *m, int skip)
{
	m->count = 0;
	for (size_t i = 0; i < m->end; i++) {
		const struct cut_step *step = &m->disk->steps[i];

		if (!step->data)
			continue;
		if (cut_is_safe(m->disk, i, m->end, skip))
			cut_apply(step, m->base);
		else if (step->lost_from >= m->end)
			m->waiting[m->count++] = step;
	}
	memcpy(m->image, m->base, m->disk->size);
}

/* The sets of writes only grow up to the next sync: a cut right before it covers all before. */
static inline bool cut_is_moment(const struct cut_disk *disk, size_t end)
{
	if (end == disk->count || !disk->steps[end].data)
		return true;
	for (size_t i = 0; i < end; i++)
		if (disk->steps[i].lost_from == end)
			return true;
	return false;
}

/*
 * cut_everywhere - all images that a cut during or after the steps so far can leave.
 * @skip_sync: the number of a sync, from 0, that does nothing; or CUT_NEVER
 */
static inline struct cut_result cut_everywhere(const struct cut_disk *disk, int skip_sync,
					       cut_holds *holds, void *ctx)
{
	struct cut_result result = { 0 };
	struct cut_moment *m = cut_alloc(sizeof(*m));

	m->disk = disk;
	m->holds = holds;
	m->ctx = ctx;
	m->result = &result;
	m->random = 0x9E3779B97F4A7C15;
	m->base = cut_alloc(disk->size);
	m->image = cut_alloc(disk->size);
	memcpy(m->base, disk->first, disk->size);
	for (m->end = 0; m->end <= disk->count; m->end++) {
		if (!cut_is_moment(disk, m->end))
			continue;
		cut_settle(m, skip_sync);
		if (m->count <= CUT_ALL_SETS)
			cut_all_sets(m);
		else
			cut_some_sets(m);
		cut_tear(m);
	}
	free(m->base);
	free(m->image);
	free(m);
	return result;
}

#endif
