// SPDX-License-Identifier: Apache-2.0
//
// The medium that carries the running system. See medium.h.

#include "medium.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "../../common/blockdev.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/uevent.h"
#include "../pid1/loop.h"
#include "../stage1/root_mount.h"
#include "mounts.h"

static struct blockdev medium;
static struct loop_fd events = { .fd = -1 };

static void look_at(const char *message, size_t len)
{
	const char *action = uevent_get(message, len, "ACTION");
	const char *device = uevent_get(message, len, "DEVNAME");

	if (!action || !device || strcmp(action, "remove") != 0 || strcmp(device, medium.name) != 0)
		return;
	console_say("berth: the medium that this system runs from (%s) was pulled out: nothing new "
		    "can be started; put it back and restart the machine",
		    medium.name);
}

static void events_ready(struct loop_fd *self, uint32_t flags)
{
	static char message[UEVENT_MAX];
	ssize_t n;

	(void)flags;
	while ((n = recv(self->fd, message, sizeof(message), 0)) > 0 || errno == ENOBUFS) {
		if (n > 0)
			look_at(message, (size_t)n);
		errno = 0;
	}
}

int medium_watch(void)
{
	int r;

	if (!mounts_is_mount_point(ROOT_MEDIUM))
		return 0;
	r = blockdev_of_mount(ROOT_MEDIUM, &medium);
	if (r < 0)
		return log_errno(r, "finding the device of the medium (not watched)");
	if (mlockall(MCL_CURRENT) < 0)
		log_errno(errno, "keeping init in memory (ignored)");
	events.ready = events_ready;
	events.fd = uevent_open();
	r = events.fd < 0 ? events.fd : loop_add_fd(&events, EPOLLIN);
	return r < 0 ? log_errno(r, "watching the medium (ignored)") : 0;
}
