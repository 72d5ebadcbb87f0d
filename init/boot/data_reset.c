// SPDX-License-Identifier: Apache-2.0
//
// Starting over with an empty data partition, because somebody asked for it. Declared in
// data_prepare.h.

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "data_prepare.h"

#define MARKER "/var/lib/berth/reset"
#define TARGET "/var"
#define ERASED_BYTES (1024UL * 1024)

bool data_reset_by_word(void)
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *value = NULL;

	return cmdline_read(&cmdline) == 0 && cmdline_get(cmdline, "berth.reset", &value) == 0;
}

bool data_reset_by_marker(void)
{
	return access(MARKER, F_OK) == 0;
}

int data_erase(const char *path)
{
	cleanup_fd int fd = open(path, O_WRONLY | O_CLOEXEC);
	cleanup_free void *zeros = calloc(1, ERASED_BYTES);
	int r;

	if (!zeros)
		return log_errno(ENOMEM, "erasing %s", path);
	if (fd < 0)
		return log_errno(errno, "erasing %s", path);
	r = pwrite_all(fd, zeros, ERASED_BYTES, 0);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (r < 0)
		return log_errno(r, "erasing %s", path);
	console_say("berth: reset: all data on %s is erased, and an empty file system made", path);
	return 0;
}

int data_start_over(const char *path)
{
	int r;

	if (umount2(TARGET, 0) < 0)
		return log_errno(errno, "reset: unmounting " TARGET);
	r = data_erase(path);
	return r < 0 ? r : data_mount(path, FS_BLANK);
}
