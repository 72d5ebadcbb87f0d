// SPDX-License-Identifier: Apache-2.0
//
// Checking blocks against a dm-verity hash tree. See hash_tree.h. Levels are counted from the data:
// level 0 holds the digests of the data blocks. In the image the last level, a single block, comes
// first.

#include "hash_tree.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#define DIGEST_BITS 6 /* 64 digests in a block */

_Static_assert(VERITY_BLOCK >> DIGEST_BITS == VERITY_DIGEST, "a block is full of digests");
_Static_assert(40 <= DIGEST_BITS * HASH_TREE_LEVELS, "the tree reaches every block");

/* How many blocks a level has; level -1 would be the data. */
static uint64_t level_blocks(uint64_t data_blocks, unsigned level)
{
	unsigned bits = DIGEST_BITS * (level + 1);

	return (data_blocks + (1ULL << bits) - 1) >> bits;
}

static void place_levels(struct hash_tree *tree)
{
	uint64_t data_blocks = tree->super.data_blocks;
	uint64_t at = data_blocks + 1; /* behind the superblock */

	while (tree->levels < HASH_TREE_LEVELS &&
	       (data_blocks - 1) >> (DIGEST_BITS * tree->levels) > 0)
		tree->levels++;
	for (unsigned level = tree->levels; level-- > 0;) {
		tree->first[level] = at;
		at += level_blocks(data_blocks, level);
	}
}

int hash_tree_init(struct hash_tree *tree, const struct verity_super *super, const char *root_hash)
{
	size_t len = 0;

	*tree = (struct hash_tree){ .super = *super };
	if (!verity_root_hash_is_valid(root_hash) ||
	    sodium_hex2bin(tree->root, sizeof(tree->root), root_hash, VERITY_HASH_DIGITS, NULL,
			   &len, NULL) != 0)
		return -EINVAL;
	place_levels(tree);
	return 0;
}

static bool matches(const struct hash_tree *tree, const unsigned char *block,
		    const unsigned char *wanted)
{
	crypto_generichash_state state;
	unsigned char digest[VERITY_DIGEST];

	crypto_generichash_init(&state, NULL, 0, sizeof(digest));
	crypto_generichash_update(&state, tree->super.salt, tree->super.salt_size);
	crypto_generichash_update(&state, block, VERITY_BLOCK);
	crypto_generichash_final(&state, digest, sizeof(digest));
	return memcmp(digest, wanted, sizeof(digest)) == 0;
}

/* Have the block @index of a level at hand, which has to have the digest @wanted. */
static int load(struct hash_tree *tree, unsigned level, uint64_t index, const unsigned char *wanted)
{
	unsigned char *block = tree->blocks[level];
	int r;

	if (tree->loaded[level] && tree->index[level] == index)
		return 0;
	tree->loaded[level] = false;
	r = tree->read(tree->ctx, block, (tree->first[level] + index) * VERITY_BLOCK);
	if (r < 0)
		return r;
	if (!matches(tree, block, wanted))
		return -EILSEQ;
	tree->loaded[level] = true;
	tree->index[level] = index;
	return 0;
}

int hash_tree_check(struct hash_tree *tree, uint64_t number,
		    const unsigned char block[VERITY_BLOCK])
{
	const unsigned char *wanted = tree->root;

	for (unsigned level = tree->levels; level-- > 0;) {
		uint64_t child = number >> (DIGEST_BITS * level);
		int r = load(tree, level, child >> DIGEST_BITS, wanted);

		if (r < 0)
			return r;
		wanted = tree->blocks[level] + (child & ((1U << DIGEST_BITS) - 1)) * VERITY_DIGEST;
	}
	return matches(tree, block, wanted) ? 0 : -EILSEQ;
}
