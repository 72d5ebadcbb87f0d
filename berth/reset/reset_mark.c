// SPDX-License-Identifier: Apache-2.0
//
// The mark of `berth reset`. See reset_mark.h.

#include "reset_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"

int reset_mark_leave(const char *path)
{
	cleanup_fd int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 || fsync(fd) < 0)
		return -errno;
	return fsync_parent(path);
}
