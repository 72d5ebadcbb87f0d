// SPDX-License-Identifier: Apache-2.0
//
// Swap and devices at the end. See detach.h.

#include "detach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdio.h>
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
#define LIST_BYTES 65536UL

/* `NAME TYPE SIZE ...`: a file, or on a device that may itself be made of one. */
static bool keeps_something_busy(const char *line, size_t name_len)
{
	const char *type = line + name_len + strspn(line + name_len, " \t");

	return strncmp(type, "file", 4) == 0 || strncmp(line, "/dev/loop", 9) == 0 ||
	       strncmp(line, "/dev/dm-", 8) == 0;
}

char *detach_next_swap(const char **cursor)
{
	while (**cursor) {
		const char *line = *cursor;
		size_t len = strcspn(line, " \t\n");
		cleanup_free char *name = NULL;

		*cursor += strcspn(line, "\n");
		*cursor += **cursor == '\n';
		if (!keeps_something_busy(line, len))
			continue;
		name = strndup(line, len);
		return name ? text_unescape(name) : NULL;
	}
	return NULL;
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

static int remove_mapped(int control, const char *name)
{
	struct dm_ioctl request = { .version = { DM_VERSION_MAJOR, 0, 0 },
				    .data_size = sizeof(request) };

	if (snprintf(request.name, sizeof(request.name), "%s", name) >= (int)sizeof(request.name))
		return -ENAMETOOLONG;
	return io_control(control, DM_DEV_REMOVE, &request);
}

/* One that is in use, as the root's is, stays. */
static void remove_listed(int control, const char *list, size_t size)
{
	const struct dm_name_list *entry;

	for (size_t at = 0; at + sizeof(*entry) < size; at += entry->next) {
		entry = (const void *)(list + at);
		if (entry->dev != 0)
			(void)remove_mapped(control, entry->name);
		if (entry->next == 0)
			return;
	}
}

static void detach_mapped(void)
{
	cleanup_fd int control = open("/dev/mapper/control", O_RDWR | O_CLOEXEC);
	cleanup_free struct dm_ioctl *answer = calloc(1, LIST_BYTES);

	if (control < 0 || !answer)
		return;
	*answer = (struct dm_ioctl){ .version = { DM_VERSION_MAJOR, 0, 0 },
				     .data_size = LIST_BYTES,
				     .data_start = sizeof(*answer) };
	if (io_control(control, DM_LIST_DEVICES, answer) >= 0 && answer->data_start < LIST_BYTES)
		remove_listed(control, (const char *)answer + answer->data_start,
			      LIST_BYTES - answer->data_start);
}

static int do_detach(const void *ctx)
{
	void (*const *detach)(void) = ctx;

	(*detach)();
	return 0;
}

void detach_devices(void)
{
	static void (*const kinds[])(void) = { detach_mapped, detach_loops };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (child_run(do_detach, &kinds[i], DEVICES_LIMIT_MS) == -ETIMEDOUT)
			log_warning("detaching %s: no answer (going on)",
				    i == 0 ? "mapped devices" : "loop devices");
}
