// SPDX-License-Identifier: Apache-2.0
//
// Finding the damaged blocks of an image. See block_scan.h.

#include "block_scan.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "../../common/cleanup.h"

static bool is_damage(int r)
{
	return r == -EIO || r == -EILSEQ;
}

static void note_damage(struct damage *damage, uint64_t offset)
{
	if (damage->blocks < DAMAGE_SHOWN)
		damage->offsets[damage->blocks] = offset;
	damage->blocks++;
}

/* A piece that could not be read as a whole, block by block. */
static int scan_blocks(const struct scan_source *source, unsigned char *data, size_t len,
		       uint64_t offset, struct damage *damage)
{
	for (size_t at = 0; at < len; at += SCAN_BLOCK) {
		int r = source->read(source->ctx, data, SCAN_BLOCK, offset + at);

		if (is_damage(r))
			note_damage(damage, offset + at);
		else if (r < 0)
			return r;
	}
	return 0;
}

int block_scan(const struct scan_source *source, struct progress *progress,
	       struct damage *ret_damage)
{
	cleanup_free unsigned char *data = aligned_alloc(SCAN_BLOCK, SCAN_STEP);
	struct damage damage = { 0 };
	int r = data ? 0 : -ENOMEM;

	for (uint64_t at = 0; r == 0 && at < source->size; at += SCAN_STEP) {
		uint64_t left = source->size - at;
		size_t len = left < SCAN_STEP ? (size_t)left : SCAN_STEP;

		r = source->read(source->ctx, data, len, at);
		if (is_damage(r))
			r = scan_blocks(source, data, len, at, &damage);
		if (progress)
			progress_show(progress, at + len, source->size);
	}
	*ret_damage = damage;
	return r;
}
