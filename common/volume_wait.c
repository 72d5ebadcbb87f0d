// SPDX-License-Identifier: Apache-2.0
//
// Waiting for a volume to appear. See volume_spec.h.

#include "volume_spec.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>

#include "cleanup.h"
#include "monotonic.h"
#include "uevent.h"

#define LOOK_AGAIN_MS 250

/* Which event it was does not matter: each is a reason to look again. */
static void drain(int fd)
{
	char scrap[UEVENT_MAX];

	while (uevent_receive(fd, scrap, sizeof(scrap)) >= 0)
		continue;
}

int volume_wait(const struct volume_spec *spec, const struct string_list *passed, int timeout_ms,
		char **ret_path, size_t *ret_count)
{
	int64_t deadline = monotonic_ms() + timeout_ms;
	/* opened before the first look, so that no event falls between look and wait */
	cleanup_fd int fd = timeout_ms > 0 ? uevent_open() : -1;

	for (;;) {
		struct pollfd pfd = { .fd = fd, .events = POLLIN };
		int r = volume_find(spec, passed, ret_path, ret_count);
		int64_t left = deadline - monotonic_ms();

		if (r != -ENOENT || left <= 0)
			return r;
		/* without events (no netlink) or for events missed: look again after a while */
		(void)poll(&pfd, 1, left > LOOK_AGAIN_MS ? LOOK_AGAIN_MS : (int)left);
		if (pfd.revents)
			drain(fd);
	}
}
