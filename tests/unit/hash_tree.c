// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/verify/hash_tree.c, against what cryptsetup's veritysetup makes.
//
// The image of N blocks: byte i of block b is (7 * b + i) % 256. Its root hashes are those that
// were printed, for N = 1, 64, 66 and 4097 (no level, one, two, three), by
//
//   veritysetup format --hash=blake2b-512 --salt=000102030405060708090a0b0c0d0e0f
//       --data-blocks=N --hash-offset=$((N * 4096)) IMAGE IMAGE
//
// The tree is made here, and counts because it leads to these hashes.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/verify/hash_tree.h"

#define DIGESTS (VERITY_BLOCK / VERITY_DIGEST)

static const struct {
	uint64_t blocks;
	const char *root_hash;
} vectors[] = {
	{ 1, "93b1f4ab0967db18356461a791481ccde7f4fe90e285b627d2ce84ac986bdb41"
	     "42df27316a9adb973aeb3516efe942b3151ddd7415e5285f99260f37257e88d8" },
	{ 64, "0650fe794bf6fde0be08e0844c3ecd5331b88a9ef5723a90c3fd78e7e26abbff"
	      "f65327512c67d5e5b741606b3302d9325de190b61f4ca49d31d4f9f3383e0bc1" },
	{ 66, "1ffd6f70efea811e1ec6e9e2874417ae3ea92bd13c43d6ecf78720c9aea16dfe"
	      "ae09b242dcc953dc8eb041f6df2ec45a9e41c9b2579d1a518b1e701c14dd7c40" },
	{ 4097, "fea25d002ab29d84ba18012bc0f124a97830ed5768dcf666c9833746c84a8194"
		"d7ef5727c4b5815e80d224f05992e4a72dfdb20bfeefc5b312f9f32d815580c1" },
};

/* The tree as it lies in the image, behind the superblock. */
struct sample {
	uint64_t data_blocks, tree_blocks;
	unsigned char *tree;
	bool fails; /* the disk gives nothing */
};

static struct verity_super super_of(uint64_t blocks)
{
	struct verity_super super = { .data_blocks = blocks, .salt_size = 16 };

	for (size_t i = 0; i < super.salt_size; i++)
		super.salt[i] = (unsigned char)i;
	return super;
}

static void fill_data(unsigned char *block, uint64_t number)
{
	for (size_t i = 0; i < VERITY_BLOCK; i++)
		block[i] = (unsigned char)(7 * number + i);
}

static void digest_of(const unsigned char *block, unsigned char *digest)
{
	struct verity_super super = super_of(1);
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, VERITY_DIGEST);
	crypto_generichash_update(&state, super.salt, super.salt_size);
	crypto_generichash_update(&state, block, VERITY_BLOCK);
	crypto_generichash_final(&state, digest, VERITY_DIGEST);
}

/* A level from the one below it; NULL stands for the data. Levels are put before each other. */
static unsigned char *make_level(const unsigned char *below, uint64_t count, uint64_t *ret_count)
{
	unsigned char data[VERITY_BLOCK];
	unsigned char *level;

	*ret_count = (count + DIGESTS - 1) / DIGESTS;
	level = calloc(*ret_count, VERITY_BLOCK);
	assert_non_null(level);
	for (uint64_t i = 0; i < count; i++) {
		if (!below)
			fill_data(data, i);
		digest_of(below ? below + i * VERITY_BLOCK : data, level + i * VERITY_DIGEST);
	}
	return level;
}

static struct sample make_sample(uint64_t blocks)
{
	struct sample sample = { .data_blocks = blocks };
	unsigned char *below = NULL;

	for (uint64_t count = blocks; count > 1;) {
		unsigned char *level = make_level(below, count, &count);

		sample.tree = realloc(sample.tree, (sample.tree_blocks + count) * VERITY_BLOCK);
		assert_non_null(sample.tree);
		memmove(sample.tree + count * VERITY_BLOCK, sample.tree,
			sample.tree_blocks * VERITY_BLOCK);
		memcpy(sample.tree, level, count * VERITY_BLOCK);
		sample.tree_blocks += count;
		free(below);
		below = level;
	}
	free(below);
	return sample;
}

static int read_sample(void *ctx, unsigned char block[VERITY_BLOCK], uint64_t offset)
{
	const struct sample *sample = ctx;
	uint64_t at = offset / VERITY_BLOCK - sample->data_blocks - 1;

	if (sample->fails)
		return -EIO;
	assert_int_equal(offset % VERITY_BLOCK, 0);
	assert_true(at < sample->tree_blocks);
	memcpy(block, sample->tree + at * VERITY_BLOCK, VERITY_BLOCK);
	return 0;
}

static struct hash_tree *tree_of(struct sample *sample, const char *root_hash)
{
	struct verity_super super = super_of(sample->data_blocks);
	struct hash_tree *tree = malloc(sizeof(*tree));

	assert_non_null(tree);
	assert_int_equal(hash_tree_init(tree, &super, root_hash), 0);
	tree->read = read_sample;
	tree->ctx = sample;
	return tree;
}

static int check(struct hash_tree *tree, uint64_t number)
{
	unsigned char block[VERITY_BLOCK];

	fill_data(block, number);
	return hash_tree_check(tree, number, block);
}

static void test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct sample sample = make_sample(vectors[i].blocks);
		struct hash_tree *tree = tree_of(&sample, vectors[i].root_hash);

		for (uint64_t number = 0; number < sample.data_blocks; number++)
			assert_int_equal(check(tree, number), 0);
		/* back, so that nothing that is at hand fits */
		assert_int_equal(check(tree, 0), 0);
		free(tree);
		free(sample.tree);
	}
}

static void test_damaged_data(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct sample sample = make_sample(vectors[i].blocks);
		struct hash_tree *tree = tree_of(&sample, vectors[i].root_hash);
		unsigned char block[VERITY_BLOCK];
		uint64_t last = sample.data_blocks - 1;

		fill_data(block, last);
		block[VERITY_BLOCK - 1] ^= 1;
		assert_int_equal(hash_tree_check(tree, last, block), -EILSEQ);
		/* a block at the wrong place */
		fill_data(block, last + 1);
		assert_int_equal(hash_tree_check(tree, last, block), -EILSEQ);
		/* the next one is as it was */
		assert_int_equal(check(tree, last), 0);
		free(tree);
		free(sample.tree);
	}
}

/* 66 blocks: the tree is one block of level 1, then two of level 0. */
static void test_damaged_tree(void **state)
{
	struct sample sample = make_sample(66);
	struct hash_tree *tree = tree_of(&sample, vectors[2].root_hash);

	(void)state;
	assert_int_equal(sample.tree_blocks, 3);
	sample.tree[2 * VERITY_BLOCK + 4000] ^= 1; /* of level 0, the second; not even a digest */
	assert_int_equal(check(tree, 63), 0);
	assert_int_equal(check(tree, 64), -EILSEQ);
	assert_int_equal(check(tree, 65), -EILSEQ);
	assert_int_equal(check(tree, 63), 0);
	sample.tree[2 * VERITY_BLOCK + 4000] ^= 1;
	assert_int_equal(check(tree, 65), 0);
	free(tree);
	sample.tree[100] ^= 1; /* of level 1 */
	tree = tree_of(&sample, vectors[2].root_hash);
	assert_int_equal(check(tree, 0), -EILSEQ);
	assert_int_equal(check(tree, 65), -EILSEQ);
	free(tree);
	free(sample.tree);
}

static void test_another_root(void **state)
{
	struct sample sample = make_sample(66);
	struct hash_tree *tree = tree_of(&sample, vectors[1].root_hash);

	(void)state;
	assert_int_equal(check(tree, 0), -EILSEQ);
	free(tree);
	free(sample.tree);
}

static void test_disk_fails(void **state)
{
	struct sample sample = make_sample(66);
	struct hash_tree *tree = tree_of(&sample, vectors[2].root_hash);

	(void)state;
	sample.fails = true;
	assert_int_equal(check(tree, 0), -EIO);
	sample.fails = false;
	assert_int_equal(check(tree, 0), 0);
	free(tree);
	free(sample.tree);
}

static void test_no_root_hash(void **state)
{
	struct verity_super super = super_of(1);
	struct hash_tree *tree = malloc(sizeof(*tree));

	(void)state;
	assert_non_null(tree);
	assert_int_equal(hash_tree_init(tree, &super, ""), -EINVAL);
	assert_int_equal(hash_tree_init(tree, &super, "12ab"), -EINVAL);
	free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),	     cmocka_unit_test(test_damaged_data),
		cmocka_unit_test(test_damaged_tree), cmocka_unit_test(test_another_root),
		cmocka_unit_test(test_disk_fails),   cmocka_unit_test(test_no_root_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
