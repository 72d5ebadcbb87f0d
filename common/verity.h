// SPDX-License-Identifier: Apache-2.0
//
// The dm-verity data behind a root image. An image file is
//
//   file system | superblock, one block | hash tree
//
// which is what `veritysetup format --hash-offset=SIZE IMAGE IMAGE` makes. The superblock (of
// cryptsetup; the kernel does not read it) has 512 bytes, integers are little-endian:
//
//     0   8  "verity\0\0"
//     8   4  version of the superblock: 1
//    12   4  hash type: 1 (the salt comes first, digests lie at powers of two)
//    16  16  UUID, not used here
//    32  32  name of the hash, padded with NULs: blake2b-512
//    64   4  bytes of a data block: 4096
//    68   4  bytes of a hash block: 4096
//    72   8  data blocks
//    80   2  bytes of the salt, up to 256
//    88 256  salt
//
// The tree and the table line are those of the kernel: admin-guide/device-mapper/verity. Only the
// one kind that Berth's images have is accepted, so that there is nothing to choose. None of it is
// trusted: a superblock that lies makes a tree that does not lead to the root hash. Pure.

#ifndef BERTH_COMMON_VERITY_H
#define BERTH_COMMON_VERITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERITY_BLOCK 4096UL /* bytes of a data block and of a hash block */
#define VERITY_SUPER_BYTES 512
#define VERITY_SALT_MAX 256
#define VERITY_ALGORITHM "blake2b-512" /* as the kernel and the superblock name it */
#define VERITY_DIGEST 64 /* bytes of a digest */
#define VERITY_HASH_DIGITS 128 /* two for each byte */

struct verity_super {
	uint64_t data_blocks; /* 1 to 2^40 */
	size_t salt_size;
	unsigned char salt[VERITY_SALT_MAX];
};

/*
 * verity_super_parse - read a superblock.
 * Returns 0, -ENOENT (no superblock is there) or -EINVAL (damaged, or another kind than ours).
 */
int verity_super_parse(const unsigned char data[VERITY_SUPER_BYTES], struct verity_super *ret);

/* verity_total_bytes - how large the image is with its superblock and its tree. */
uint64_t verity_total_bytes(const struct verity_super *super);

/* verity_root_hash_is_valid - VERITY_HASH_DIGITS hexadecimal digits, and nothing else. */
bool verity_root_hash_is_valid(const char *text);

/*
 * verity_table - the line that makes the kernel's verity target.
 * @device: path of the block device that holds the image, without blanks
 * @root_hash: valid, as above
 * Returns the line, which the caller frees, or NULL if memory is short.
 */
char *verity_table(const struct verity_super *super, const char *device, const char *root_hash);

#endif
