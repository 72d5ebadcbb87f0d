// SPDX-License-Identifier: Apache-2.0
//
// Reading programs ahead. See prefetch.h.

#include "prefetch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../pid1/child.h"
#include "services.h"

#define READ_AHEAD_BYTES (128L * 1024) /* the kernel's default window */

/* In pieces: of one request the kernel reads no more than the device's read-ahead window. */
static void read_ahead(const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return;
	for (off_t at = 0; at < st.st_size; at += READ_AHEAD_BYTES)
		(void)posix_fadvise(fd, at, READ_AHEAD_BYTES, POSIX_FADV_WILLNEED);
}

/* What PATH would have to be searched for is not worth it. */
static bool is_path(const char *command)
{
	return command && command[0] == '/';
}

static void reader_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
}

void services_prefetch(void)
{
	static struct loop_child reader = { .ended = reader_ended };

	if (child_fork(&reader) != 0)
		return;
	for (size_t i = 0; services_at(i); i++)
		if (services_at(i)->def.supervised && is_path(services_at(i)->def.command))
			read_ahead(services_at(i)->def.command);
	_exit(0);
}
