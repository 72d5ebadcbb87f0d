// SPDX-License-Identifier: Apache-2.0
//
// Growing on the fly. See data_watch.h. The kernel may report a change in several steps, so the
// work begins when it has been quiet for a moment.

#include "data_watch.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../../common/uevent.h"
#include "../pid1/child.h"
#include "../pid1/device_events.h"
#include "data.h"
#include "data_prepare.h"
#include "phase.h"

#define QUIET_MS 2000
#define LIMIT_MS (10L * 60 * 1000)

static struct blockdev data; /* below /var */
static struct loop_child grower;
static struct loop_timer timer; /* before the work: quiet; during it: the limit */
static bool again; /* the disk has changed while the child was at work */

bool data_watch_is_resize(const char *message, size_t len, const char *disk)
{
	const char *action = uevent_get(message, len, "ACTION");
	const char *device = uevent_get(message, len, "DEVNAME");
	const char *resize = uevent_get(message, len, "RESIZE");

	return action && device && resize && strcmp(action, "change") == 0 &&
	       strcmp(device, disk) == 0 && strcmp(resize, "1") == 0;
}

/* As at boot: of a disk that berth.data= names, the table is not ours to change. */
static bool may_change_table(void)
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *name = NULL;

	return data.disk && cmdline_read(&cmdline) == 0 &&
	       cmdline_get(cmdline, "berth.data", &name) == -ENOENT;
}

static int grow(void)
{
	cleanup_free char *path = format_text("/dev/%s", data.name);
	uint64_t bytes;
	int r;

	if (!path)
		return -ENOMEM;
	if (may_change_table()) {
		r = data_grow(&data, false);
		if (r < 0)
			return r;
	}
	r = data_fill(path, &bytes);
	if (r > 0) {
		console_say("berth: the data partition has grown to %llu MiB",
			    (unsigned long long)(bytes >> 20));
		log_info("%s has grown to %llu MiB", data.name, (unsigned long long)(bytes >> 20));
	}
	return r < 0 ? r : 0;
}

static void set_timer(void (*expired)(struct loop_timer *), int64_t ms)
{
	timer.expired = expired;
	loop_set_timer(&timer, ms);
}

static void too_long(struct loop_timer *self)
{
	(void)self;
	log_error("growing %s takes too long (given up until its disk changes again)", data.name);
	(void)kill(-grower.pid, SIGKILL);
}

static void start_work(struct loop_timer *self)
{
	pid_t pid;

	if (phase_is_down())
		return;
	again = false;
	pid = child_fork(&grower);
	if (pid == 0) {
		log_init("berth data", LOG_TO_KMSG);
		_exit(grow() < 0 ? 1 : 0);
	}
	if (pid > 0) {
		set_timer(too_long, LIMIT_MS);
	} else {
		log_errno(pid, "growing %s: fork (trying again)", data.name);
		loop_set_timer(self, QUIET_MS);
	}
}

static void grower_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
	loop_clear_timer(&timer);
	if (again)
		set_timer(start_work, QUIET_MS);
}

static void heard(const char *message, size_t len)
{
	if (!data_watch_is_resize(message, len, data.disk ? data.disk : data.name))
		return;
	if (grower.pid > 0)
		again = true;
	else
		set_timer(start_work, QUIET_MS);
}

bool data_watch_is_busy(void)
{
	return grower.pid > 0 || timer.armed;
}

void data_watch_start(void)
{
	static struct device_listener listener = { .heard = heard };
	int r;

	if (!data_is_kept())
		return;
	grower.ended = grower_ended;
	r = blockdev_of_mount("/var", &data);
	if (r == 0)
		r = device_events_listen(&listener);
	if (r < 0)
		log_errno(r, "watching the disk of /var (it grows at the next start)");
}
