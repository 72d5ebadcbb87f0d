// SPDX-License-Identifier: Apache-2.0
//
// Checking blocks of an image against its dm-verity hash tree without the kernel: what another
// slot holds, before it is ever started. Format 1, blocks of 4096 bytes, the salt before the block
// (common/verity.h). Nothing read is trusted: a block counts only if all digests from it up to the
// root hash are right. Pure.

#ifndef BERTH_HASH_TREE_H
#define BERTH_HASH_TREE_H

#include "../../common/verity.h"

#define HASH_TREE_LEVELS 7 /* 64 digests in a block, 2^40 blocks of data */

struct hash_tree {
	struct verity_super super;
	unsigned char root[VERITY_DIGEST];
	/* read - one block of the image. @offset: bytes. Returns 0 or a negative errno. */
	int (*read)(void *ctx, unsigned char block[VERITY_BLOCK], uint64_t offset);
	void *ctx;
	unsigned levels; /* 0: a single block, whose digest is the root hash */
	uint64_t first[HASH_TREE_LEVELS]; /* block of the image at which a level begins */
	/* of each level the block that was read last, if it was right */
	bool loaded[HASH_TREE_LEVELS];
	uint64_t index[HASH_TREE_LEVELS];
	unsigned char blocks[HASH_TREE_LEVELS][VERITY_BLOCK];
};

/*
 * hash_tree_init - begin.
 * @tree: large (28 KiB); holds no resources
 * @super: from verity_super_parse()
 * @root_hash: VERITY_HASH_DIGITS hexadecimal digits
 * Returns 0 or -EINVAL (@root_hash is none).
 */
int hash_tree_init(struct hash_tree *tree, const struct verity_super *super, const char *root_hash);

/*
 * hash_tree_check - is this block of the data what the root hash says?
 * @number: of the block, less than data_blocks
 * Returns 0, -EILSEQ (it is not, or a digest above it is not), or an errno of reading.
 */
int hash_tree_check(struct hash_tree *tree, uint64_t number,
		    const unsigned char block[VERITY_BLOCK]);

#endif
