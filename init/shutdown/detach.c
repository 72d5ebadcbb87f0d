// SPDX-License-Identifier: Apache-2.0
//
// Swap and devices at the end. See detach.h.

#include "detach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <linux/loop.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/swap.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../pid1/child.h"

#define SWAPS "/proc/swaps"
#define SWAPS_MAX 65536
#define SWAP_LIMIT_MS 30000
#define DEVICES_LIMIT_MS 5000

char *detach_next_swap(const char **cursor)
{
	size_t len = strcspn(*cursor, " \t\n");
	cleanup_free char *word = len > 0 ? strndup(*cursor, len) : NULL;

	*cursor += strcspn(*cursor, "\n");
	*cursor += **cursor == '\n';
	return word ? text_unescape(word) : NULL;
}

static int do_swapoff(const void *ctx)
{
	return swapoff(ctx) < 0 ? errno & 0xFF : 0;
}

void detach_swap(void)
{
	cleanup_free char *text = NULL;
	const char *cursor;
	char *name;

	if (read_file(SWAPS, SWAPS_MAX, &text, NULL) < 0)
		return; /* a kernel without it */
	cursor = text + strcspn(text, "\n");
	cursor += *cursor == '\n';
	while ((name = detach_next_swap(&cursor))) {
		int r = child_run(do_swapoff, name, SWAP_LIMIT_MS);

		if (r != 0)
			log_errno(r, "giving back the swap %s", name);
		free(name);
	}
}

/* One that is mounted, or the root's, is not taken away now but when its last user closes it. */
static void detach_loops(void)
{
	cleanup_dir DIR *dir = opendir("/sys/block");
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		cleanup_free char *backing =
			format_text("/sys/block/%s/loop/backing_file", entry->d_name);
		cleanup_free char *path = format_text("/dev/%s", entry->d_name);
		cleanup_fd int fd = -1;

		if (!backing || !path || access(backing, F_OK) < 0)
			continue;
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0)
			(void)io_control(fd, LOOP_CLR_FD, NULL);
	}
}

/* The kernel leaves those alone that are in use. */
static void detach_mapped(void)
{
	cleanup_fd int fd = open("/dev/mapper/control", O_RDWR | O_CLOEXEC);
	struct dm_ioctl request = { .version = { DM_VERSION_MAJOR, 0, 0 },
				    .data_size = sizeof(request) };

	if (fd >= 0)
		(void)io_control(fd, DM_REMOVE_ALL, &request);
}

static int do_detach(const void *ctx)
{
	(void)ctx;
	detach_mapped();
	detach_loops();
	return 0;
}

void detach_devices(void)
{
	(void)child_run(do_detach, NULL, DEVICES_LIMIT_MS);
}
