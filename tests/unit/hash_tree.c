// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/verify/hash_tree.c, against what cryptsetup's veritysetup makes.
//
// The image of N blocks: byte i of block b is (7 * b + i) % 256. Its root hashes are those that
// were printed, for N = 1, 128, 130 and 16385 (no level, one, two, three), by
//
//   veritysetup format --salt=000102030405060708090a0b0c0d0e0f --data-blocks=N
//       --hash-offset=$((N * 4096)) IMAGE IMAGE
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

#define DIGESTS (VERITY_BLOCK / HASH_TREE_DIGEST)

static const struct {
	uint64_t blocks;
	const char *root_hash;
} vectors[] = {
	{ 1, "bc3af5faba0ad649604c896bd6a19ca9c653cb4c7bba3ece7536bd97b7c2b963" },
	{ 128, "6ade89ff3543b2bdd74a621280d9f3b927980aa422a2736bc0446fc27e44b665" },
	{ 130, "20c164523f1b4f7fb074eef342e403e4c75123a12e6cb8493fc65041487d899a" },
	{ 16385, "be35f7354453c73a063675d139595d1880604681992178118ddc2acc7aad8dca" },
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
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, super.salt, super.salt_size);
	crypto_hash_sha256_update(&state, block, VERITY_BLOCK);
	crypto_hash_sha256_final(&state, digest);
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
		digest_of(below ? below + i * VERITY_BLOCK : data, level + i * HASH_TREE_DIGEST);
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

/* 130 blocks: the tree is one block of level 1, then two of level 0. */
static void test_damaged_tree(void **state)
{
	struct sample sample = make_sample(130);
	struct hash_tree *tree = tree_of(&sample, vectors[2].root_hash);

	(void)state;
	assert_int_equal(sample.tree_blocks, 3);
	sample.tree[2 * VERITY_BLOCK + 4000] ^= 1; /* of level 0, the second; not even a digest */
	assert_int_equal(check(tree, 127), 0);
	assert_int_equal(check(tree, 128), -EILSEQ);
	assert_int_equal(check(tree, 129), -EILSEQ);
	assert_int_equal(check(tree, 127), 0);
	sample.tree[2 * VERITY_BLOCK + 4000] ^= 1;
	assert_int_equal(check(tree, 129), 0);
	free(tree);
	sample.tree[100] ^= 1; /* of level 1 */
	tree = tree_of(&sample, vectors[2].root_hash);
	assert_int_equal(check(tree, 0), -EILSEQ);
	assert_int_equal(check(tree, 129), -EILSEQ);
	free(tree);
	free(sample.tree);
}

static void test_another_root(void **state)
{
	struct sample sample = make_sample(130);
	struct hash_tree *tree = tree_of(&sample, vectors[1].root_hash);

	(void)state;
	assert_int_equal(check(tree, 0), -EILSEQ);
	free(tree);
	free(sample.tree);
}

static void test_disk_fails(void **state)
{
	struct sample sample = make_sample(130);
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
