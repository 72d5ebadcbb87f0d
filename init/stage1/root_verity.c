// SPDX-License-Identifier: Apache-2.0
//
// A root image behind dm-verity. See root_verity.h.

#include "root_verity.h"

#include <errno.h>
#include <fcntl.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/device_mapper.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/verity.h"

#define SECTORS_PER_BLOCK (VERITY_BLOCK / 512)

/* The file system ends somewhere in a block; the superblock begins the next one. */
static uint64_t end_of_data(const struct root_image *image)
{
	return (image->identity.size + VERITY_BLOCK - 1) / VERITY_BLOCK * VERITY_BLOCK;
}

static int read_at(const char *path, void *data, size_t len, uint64_t offset)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* nothing is read ahead: each block that does not match is a line in the kernel log */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	return pread_all(fd, data, len, (off_t)offset);
}

static int say_unusable(const struct root_image *image, int error)
{
	if (error == -ENOENT)
		console_say("berth: there is no dm-verity superblock behind the root image on %s, "
			    "so it cannot be checked against berth.roothash=: it is another "
			    "version or damaged; write the image again",
			    image->device);
	else
		console_say("berth: the dm-verity superblock behind the root image on %s is not "
			    "one of Berth's: it is damaged; write the image again",
			    image->device);
	return error;
}

static int read_super(const struct root_image *image, struct verity_super *ret)
{
	unsigned char data[VERITY_SUPER_BYTES];
	uint64_t offset = end_of_data(image);
	int r;

	if (image->bytes < offset + VERITY_BLOCK)
		return say_unusable(image, -ENOENT);
	r = read_at(image->device, data, sizeof(data), offset);
	if (r < 0)
		return log_errno(r, "reading the dm-verity superblock of %s", image->device);
	r = verity_super_parse(data, ret);
	if (r == 0 && ret->data_blocks * VERITY_BLOCK != offset)
		r = -EINVAL;
	if (r < 0)
		return say_unusable(image, r);
	if (verity_total_bytes(ret) > image->bytes)
		return root_image_say_truncated(image->device, image->bytes,
						verity_total_bytes(ret));
	return 0;
}

static int set_up(const struct root_image *image, const struct verity_super *super,
		  const char *root_hash, char **ret_device)
{
	cleanup_free char *params = verity_table(super, image->device, root_hash);
	struct dm_target target = { .type = "verity",
				    .params = params,
				    .sectors = super->data_blocks * SECTORS_PER_BLOCK };
	int r = params ? device_mapper_create(ROOT_VERITY_NAME, &target, ret_device) : -ENOMEM;

	if (r < 0)
		log_errno(r, "setting up dm-verity for %s", image->device);
	return r;
}

static int check_first_block(const struct root_image *image, const char *device)
{
	char block[VERITY_BLOCK];
	int r = read_at(device, block, sizeof(block), 0);

	if (r == -EIO)
		console_say("berth: the root image on %s does not match its root hash "
			    "(berth.roothash=): it is another version or damaged; write the image "
			    "again",
			    image->device);
	else if (r < 0)
		log_errno(r, "reading %s", device);
	return r;
}

int root_verity_open(const struct root_image *image, const char *root_hash, char **ret_device)
{
	cleanup_free char *device = NULL;
	struct verity_super super = { 0 };
	int r = read_super(image, &super);

	if (r < 0)
		return r;
	r = set_up(image, &super, root_hash, &device);
	if (r < 0)
		return r;
	r = check_first_block(image, device);
	if (r < 0) {
		root_verity_close();
		return r;
	}
	*ret_device = take_ptr(device);
	return 0;
}

void root_verity_close(void)
{
	int r = device_mapper_remove(ROOT_VERITY_NAME);

	if (r < 0)
		log_errno(r, "removing the dm-verity device (ignored)");
}
