// SPDX-License-Identifier: Apache-2.0
//
// The program that stage 1 hands over to. See root_init.h.

#include "root_init.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"

/* A link that begins with a slash means a place in the new root, not in the initramfs. */
static int open_inside(const char *root, const char *path)
{
	const struct open_how how = { .flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	cleanup_fd int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	long fd;

	if (dir < 0)
		return -errno;
	/* not in the C library */
	fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
	return fd < 0 ? -errno : (int)fd;
}

int root_init_check(const char *root, const char *init)
{
	cleanup_fd int fd = open_inside(root, init);
	int r = fd < 0 ? fd : read_through(fd);

	if (r < 0)
		console_say(
			"berth: %s of the root image cannot be read (%s): the image is damaged; "
			"write it again",
			init, strerror(-r));
	return r;
}
