// SPDX-License-Identifier: Apache-2.0
//
// Images that are written to a disk: a file of the release, whose hash is known, and bytes in
// memory. Both as struct disk_image.

#ifndef BERTH_INSTALL_IMAGE_FILE_H
#define BERTH_INSTALL_IMAGE_FILE_H

#include <sodium.h>

#include "../../common/slot_writer.h"
#include "manifest.h"

/* How far all of it is: bytes to be written, and the same once more for reading them back. */
struct install_meter {
	const struct write_progress *progress; /* may be NULL */
	uint64_t done, total;
};

/*
 * A file. Its bytes are hashed on the way, so that a wrong file is not taken for a bad disk:
 * reading the last of them fails with -EBADMSG if it is not what the release says. What was
 * written is read back and hashed as well: -EILSEQ if it differs.
 */
struct image_file {
	int fd; /* stays the caller's */
	const char *name;
	uint64_t size;
	const unsigned char *sha256; /* SHA256_BYTES */
	struct install_meter *meter; /* moved on by the check; may be NULL */
	crypto_hash_sha256_state state; /* of what was read so far */
	uint64_t hashed; /* bytes */
};

/* image_file_image - @file, filled in but for the last two members, as an image. */
void image_file_image(struct image_file *file, struct disk_image *ret_image);

/*
 * image_file_hash - read all of it and compare the hash, without writing anything.
 * Returns 0, -EBADMSG (not what the release says), -ENOMEM, or an errno of reading.
 */
int image_file_hash(struct image_file *file);

/* Bytes in memory. */
struct image_memory {
	const unsigned char *data; /* stays the caller's */
	const char *name;
	uint64_t size;
	struct install_meter *meter;
};

/* image_memory_image - as an image. What is read back is compared: -EILSEQ if it differs. */
void image_memory_image(struct image_memory *memory, struct disk_image *ret_image);

#endif
