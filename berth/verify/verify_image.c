// SPDX-License-Identifier: Apache-2.0
//
// A root image, whether it runs or not, checked against its hash tree. See verify.h.

#include "verify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/fsident.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/verity.h"

#include "../command.h"
#include "hash_tree.h"

_Static_assert(SCAN_BLOCK == VERITY_BLOCK, "a damaged block is one of the hash tree");

struct image {
	int fd;
	unsigned char *block; /* aligned, for direct access */
	struct hash_tree tree;
};

static int read_block(struct image *image, unsigned char *block, size_t len, uint64_t offset)
{
	int r = pread_all(image->fd, image->block, VERITY_BLOCK, (off_t)offset);

	if (r == 0)
		memcpy(block, image->block, len);
	return r;
}

static int read_tree(void *ctx, unsigned char block[VERITY_BLOCK], uint64_t offset)
{
	return read_block(ctx, block, VERITY_BLOCK, offset);
}

static int read_checked(void *ctx, unsigned char *data, size_t len, uint64_t offset)
{
	struct image *image = ctx;
	int r = pread_all(image->fd, data, len, (off_t)offset);

	for (size_t at = 0; r == 0 && at < len; at += VERITY_BLOCK)
		r = hash_tree_check(&image->tree, (offset + at) / VERITY_BLOCK, data + at);
	return r;
}

/* The superblock lies behind the file system, which tells its own size. */
static int find_tree(struct image *image, const char *device, const char *root_hash)
{
	unsigned char super_bytes[VERITY_SUPER_BYTES];
	struct fs_identity identity;
	struct verity_super super = { 0 };
	uint64_t bytes = 0;
	int r = blockdev_identify(device, &identity, &bytes);

	if (r == 0 && (identity.size == 0 || identity.size % VERITY_BLOCK != 0))
		r = -ENOENT;
	if (r == 0)
		r = read_block(image, super_bytes, sizeof(super_bytes), identity.size);
	if (r == 0)
		r = verity_super_parse(super_bytes, &super);
	if (r == 0 && (super.data_blocks != identity.size / VERITY_BLOCK ||
		       verity_total_bytes(&super) > bytes))
		r = -EINVAL;
	if (r == 0)
		r = hash_tree_init(&image->tree, &super, root_hash);
	image->tree.read = read_tree;
	image->tree.ctx = image;
	return r;
}

static int scan_image(const char *what, struct image *image, struct damage *damage)
{
	struct scan_source source = { .read = read_checked,
				      .ctx = image,
				      .size = image->tree.super.data_blocks * VERITY_BLOCK };
	struct progress progress;
	int r;

	progress_begin(&progress, what, stderr);
	r = block_scan(&source, &progress, damage);
	progress_end(&progress);
	if (r < 0) {
		(void)printf("%s: cannot be read: %s\n", what, strerror(-r));
		return EXIT_PROBLEM;
	}
	return verify_report(what, source.size, damage);
}

static int check_image(const char *what, const char *device, const char *root_hash,
		       struct image *image, struct damage *damage)
{
	int r = find_tree(image, device, root_hash);

	if (r == 0)
		return scan_image(what, image, damage);
	if (r == -ENOENT)
		(void)printf("%s: there is none on %s that can be recognised\n", what, device);
	else if (r == -EINVAL)
		(void)printf("%s: its hash tree cannot be used: damaged, or of another image\n",
			     what);
	else
		(void)printf("%s: cannot be read from %s: %s\n", what, device, strerror(-r));
	return EXIT_PROBLEM;
}

int verify_root_image(const char *what, const char *device, const char *root_hash,
		      struct damage *ret_damage)
{
	cleanup_free struct image *image = calloc(1, sizeof(*image));
	cleanup_free unsigned char *block = aligned_alloc(VERITY_BLOCK, VERITY_BLOCK);
	cleanup_fd int fd = verify_open(device);
	struct damage damage = { 0 };
	int result;

	if (ret_damage)
		*ret_damage = damage;
	if (!image || !block) {
		(void)log_errno(ENOMEM, "verify");
		return EXIT_PROBLEM;
	}
	if (fd < 0) {
		(void)printf("%s: cannot open %s: %s\n", what, device, strerror(-fd));
		return EXIT_PROBLEM;
	}
	image->fd = fd;
	image->block = block;
	result = check_image(what, device, root_hash, image, &damage);
	if (ret_damage)
		*ret_damage = damage;
	return result;
}
