// SPDX-License-Identifier: Apache-2.0
//
// Reading an image from end to end to find its damaged blocks. Pure: what is read, and how a block
// is checked, is behind a function.

#ifndef BERTH_BLOCK_SCAN_H
#define BERTH_BLOCK_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "progress.h"

#define SCAN_BLOCK 4096UL
#define SCAN_STEP (1024UL * 1024) /* what is read at once */
#define DAMAGE_SHOWN 16

struct scan_source {
	/*
	 * read - read and check; @data is aligned to SCAN_BLOCK, @len and @offset are multiples.
	 * Returns 0, -EIO or -EILSEQ (something in it is damaged), or another negative errno.
	 */
	int (*read)(void *ctx, unsigned char *data, size_t len, uint64_t offset);
	void *ctx;
	uint64_t size; /* bytes; a multiple of SCAN_BLOCK */
};

struct damage {
	uint64_t blocks; /* how many are damaged */
	uint64_t offsets[DAMAGE_SHOWN]; /* bytes; of the first of them */
};

/*
 * block_scan - read everything, and of a damaged piece each block by itself.
 * @progress: told after each step; may be NULL
 * Returns 0 (also with damage), -ENOMEM, or an errno of reading that is no damage.
 */
int block_scan(const struct scan_source *source, struct progress *progress,
	       struct damage *ret_damage);

#endif
