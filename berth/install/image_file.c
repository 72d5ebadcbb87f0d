// SPDX-License-Identifier: Apache-2.0
//
// Files and memory as images. See image_file.h.

#include "image_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"

#define CHUNK (1024UL * 1024) /* a multiple of every sector size */

static void meter_add(struct install_meter *meter, const char *name, uint64_t bytes)
{
	if (!meter)
		return;
	meter->done += bytes;
	if (meter->progress)
		meter->progress->report(meter->progress->ctx, name, meter->done, meter->total);
}

static bool is_expected(crypto_hash_sha256_state *state, const unsigned char *sha256)
{
	unsigned char hash[SHA256_BYTES];

	(void)crypto_hash_sha256_final(state, hash);
	return memcmp(hash, sha256, sizeof(hash)) == 0;
}

/* Hash what is read, as long as it is read in order from the beginning. */
static int hash_in_passing(struct image_file *file, const unsigned char *data, size_t len,
			   uint64_t offset)
{
	if (offset == 0) {
		(void)crypto_hash_sha256_init(&file->state);
		file->hashed = 0;
	}
	if (offset != file->hashed)
		return 0;
	(void)crypto_hash_sha256_update(&file->state, data, len);
	file->hashed += len;
	if (file->hashed == file->size && !is_expected(&file->state, file->sha256))
		return -EBADMSG;
	return 0;
}

static int file_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	struct image_file *file = ctx;
	int r = pread_all(file->fd, data, len, (off_t)offset);

	return r < 0 ? r : hash_in_passing(file, data, len, offset);
}

/* What the disk gives, a chunk at a time and whole sectors only. */
static int for_each_chunk(const struct disk_io *disk, uint64_t size,
			  int (*take)(void *ctx, const unsigned char *data, size_t len,
				      uint64_t offset),
			  void *ctx)
{
	cleanup_free unsigned char *buffer = malloc(CHUNK);
	int r = buffer ? 0 : -ENOMEM;

	for (uint64_t offset = 0; r == 0 && offset < size;) {
		size_t len = size - offset < CHUNK ? (size_t)(size - offset) : CHUNK;
		size_t padded =
			(len + disk->sector_size - 1) / disk->sector_size * disk->sector_size;

		r = disk->read(disk->ctx, buffer, padded, offset);
		if (r == 0)
			r = take(ctx, buffer, len, offset);
		offset += len;
	}
	return r;
}

static int take_file(void *ctx, const unsigned char *data, size_t len, uint64_t offset)
{
	struct image_file *file = ctx;

	(void)offset;
	(void)crypto_hash_sha256_update(&file->state, data, len);
	meter_add(file->meter, file->name, len);
	return 0;
}

static int file_check(void *ctx, const struct disk_io *written, uint64_t size)
{
	struct image_file *file = ctx;
	int r;

	(void)crypto_hash_sha256_init(&file->state);
	r = for_each_chunk(written, size, take_file, file);
	if (r < 0)
		return r;
	return is_expected(&file->state, file->sha256) ? 0 : -EILSEQ;
}

void image_file_image(struct image_file *file, struct disk_image *ret_image)
{
	*ret_image = (struct disk_image){
		.name = file->name,
		.size = file->size,
		.read = file_read,
		.check = file_check,
		.ctx = file,
	};
}

int image_file_hash(struct image_file *file)
{
	cleanup_free unsigned char *buffer = malloc(CHUNK);
	int r = buffer ? 0 : -ENOMEM;

	for (uint64_t offset = 0; r == 0 && offset < file->size;) {
		uint64_t left = file->size - offset;
		size_t len = left < CHUNK ? (size_t)left : CHUNK;

		r = file_read(file, buffer, len, offset);
		offset += len;
	}
	return r;
}

static int memory_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	const struct image_memory *memory = ctx;

	memcpy(data, memory->data + offset, len);
	return 0;
}

static int take_memory(void *ctx, const unsigned char *data, size_t len, uint64_t offset)
{
	const struct image_memory *memory = ctx;

	meter_add(memory->meter, memory->name, len);
	return memcmp(memory->data + offset, data, len) == 0 ? 0 : -EILSEQ;
}

static int memory_check(void *ctx, const struct disk_io *written, uint64_t size)
{
	return for_each_chunk(written, size, take_memory, ctx);
}

void image_memory_image(struct image_memory *memory, struct disk_image *ret_image)
{
	*ret_image = (struct disk_image){
		.name = memory->name,
		.size = memory->size,
		.read = memory_read,
		.check = memory_check,
		.ctx = memory,
	};
}
