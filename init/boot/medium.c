// SPDX-License-Identifier: Apache-2.0
//
// The medium that carries the running system. See medium.h.

#include "medium.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "../../common/blockdev.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/uevent.h"
#include "../pid1/device_events.h"
#include "../stage1/root_mount.h"
#include "mounts.h"

static struct blockdev medium;

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

int medium_watch(void)
{
	static struct device_listener listener = { .heard = look_at };
	int r;

	if (!mounts_is_mount_point(ROOT_MEDIUM))
		return 0;
	r = blockdev_of_mount(ROOT_MEDIUM, &medium);
	if (r < 0)
		return log_errno(r, "finding the device of the medium (not watched)");
	if (mlockall(MCL_CURRENT) < 0)
		log_errno(errno, "keeping init in memory (ignored)");
	r = device_events_listen(&listener);
	return r < 0 ? log_errno(r, "watching the medium (ignored)") : 0;
}
