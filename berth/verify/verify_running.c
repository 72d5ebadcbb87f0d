// SPDX-License-Identifier: Apache-2.0
//
// The running root, read through its dm-verity device: the kernel checks each block. See verify.h.

#include "verify.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdio.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"

#include "../command.h"
#include "../slots/root_check.h"

#define WHAT "root image"

static int read_device(void *ctx, unsigned char *data, size_t len, uint64_t offset)
{
	return pread_all(*(int *)ctx, data, len, (off_t)offset);
}

static int scan_device(int fd, uint64_t *ret_size, struct damage *ret_damage)
{
	struct scan_source source = { .read = read_device, .ctx = &fd };
	struct progress progress;
	int r = io_control(fd, BLKGETSIZE64, &source.size);

	if (r < 0)
		return r;
	progress_begin(&progress, WHAT, stderr);
	r = block_scan(&source, &progress, ret_damage);
	progress_end(&progress);
	*ret_size = source.size;
	return r;
}

static int scan_root(const char *device)
{
	cleanup_fd int fd = verify_open(device);
	struct damage damage = { 0 };
	uint64_t size = 0;
	int r = fd < 0 ? fd : scan_device(fd, &size, &damage);

	if (r < 0) {
		(void)log_errno(r, "read: %s", device);
		return EXIT_PROBLEM;
	}
	return verify_report(WHAT, size, &damage);
}

int verify_running_root(void)
{
	cleanup_free char *name = NULL;
	cleanup_free char *device = NULL;
	int r = root_mapper_find(&name, &device);

	if (r == -ENOENT) {
		log_error("the root image cannot be verified: the system was started without "
			  "berth.roothash on the kernel command line");
		return EXIT_PROBLEM;
	}
	if (r < 0) {
		(void)log_errno(r, "find the device of the root image");
		return EXIT_PROBLEM;
	}
	return scan_root(device);
}
