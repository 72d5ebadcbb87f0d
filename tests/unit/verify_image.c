// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/verify/verify_image.c: an image in a file, of two blocks of data and one of
// hashes.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../berth/command.h"
#include "../../berth/verify/verify.h"
#include "../../common/io.h"
#include "../../common/verity.h"

#define BLOCKS 2u
#define SUPER (BLOCKS * VERITY_BLOCK)
#define TREE (SUPER + VERITY_BLOCK)
#define IMAGE (32 * VERITY_BLOCK) /* with room behind it, as on a partition */

struct sample {
	unsigned char bytes[IMAGE];
	char path[40], hash[VERITY_HASH_DIGITS + 1];
};

/* No salt. */
static void put_digest(const unsigned char *block, unsigned char *digest)
{
	(void)crypto_generichash(digest, VERITY_DIGEST, block, VERITY_BLOCK, NULL, 0);
}

static void put_super(unsigned char *super)
{
	memcpy(super, "verity", 6);
	super[8] = super[12] = 1;
	memcpy(super + 32, "blake2b-512", 11);
	super[65] = super[69] = VERITY_BLOCK >> 8;
	super[72] = BLOCKS;
}

/* The file system is a squashfs by its header, which tells its size. */
static void make(struct sample *s)
{
	unsigned char root[VERITY_DIGEST];

	*s = (struct sample){ .path = "/tmp/berth-unit-image.XXXXXX" };
	memset(s->bytes + VERITY_BLOCK, 'x', VERITY_BLOCK);
	memcpy(s->bytes, "hsqs", 4);
	s->bytes[28] = 4;
	s->bytes[41] = SUPER >> 8;
	put_super(s->bytes + SUPER);
	for (size_t i = 0; i < BLOCKS; i++)
		put_digest(s->bytes + i * VERITY_BLOCK, s->bytes + TREE + i * sizeof(root));
	put_digest(s->bytes + TREE, root);
	(void)sodium_bin2hex(s->hash, sizeof(s->hash), root, sizeof(root));
}

static int verify(struct sample *s, struct damage *damage)
{
	int fd = mkstemp(s->path), result;

	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, s->bytes, sizeof(s->bytes)), 0);
	assert_int_equal(fsync(fd), 0);
	(void)close(fd);
	result = verify_root_image("root image", s->path, s->hash, damage);
	assert_int_equal(unlink(s->path), 0);
	return result;
}

static void test_good(void **state)
{
	struct damage damage;
	struct sample s;

	(void)state;
	make(&s);
	assert_int_equal(verify(&s, &damage), EXIT_OK);
	assert_int_equal(damage.blocks, 0);
}

static void test_data(void **state)
{
	struct damage damage;
	struct sample s;

	(void)state;
	make(&s);
	s.bytes[VERITY_BLOCK + 77] ^= 1;
	assert_int_equal(verify(&s, &damage), EXIT_PROBLEM);
	assert_int_equal(damage.blocks, 1);
	assert_int_equal(damage.offsets[0], VERITY_BLOCK);
}

/* What the kernel does not read again: all blocks below it are lost. */
static void test_hash_tree(void **state)
{
	struct damage damage;
	struct sample s;

	(void)state;
	make(&s);
	s.bytes[TREE + VERITY_BLOCK - 1] ^= 1;
	assert_int_equal(verify(&s, &damage), EXIT_PROBLEM);
	assert_int_equal(damage.blocks, BLOCKS);
}

static void test_unusable(void **state)
{
	struct damage damage = { .blocks = 1 };
	struct sample s;

	(void)state;
	make(&s);
	s.bytes[SUPER] ^= 1;
	assert_int_equal(verify(&s, &damage), EXIT_PROBLEM);
	assert_int_equal(damage.blocks, 0);
	assert_int_equal(verify_root_image("root image", "/nonexistent", s.hash, NULL),
			 EXIT_PROBLEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_hash_tree),
		cmocka_unit_test(test_unusable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
