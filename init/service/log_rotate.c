// SPDX-License-Identifier: Apache-2.0
//
// Rotation of service logs, by copying and truncating. See log_rotate.h. Done in a child: PID 1
// itself never waits for a disk.

#include "log_rotate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../boot/phase.h"
#include "../pid1/child.h"
#include "services.h"

#define INTERVAL_MS 60000
#define LOG_LIMIT (4L * 1024 * 1024)

static struct loop_timer timer;
static struct loop_child rotator;

static int copy(int from, int to, off_t size)
{
	while (size > 0) {
		ssize_t n = sendfile(to, from, NULL, (size_t)size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		size -= n;
	}
	return 0;
}

int log_rotate_file(const char *path, off_t limit)
{
	cleanup_fd int from = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
	cleanup_free char *old = format_text("%s.1", path);
	cleanup_fd int to = -1;
	struct stat st;
	int r;

	if (from < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!old)
		return -ENOMEM;
	if (fstat(from, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size <= limit)
		return 0;
	to = open(old, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (to < 0)
		return -errno;
	r = copy(from, to, st.st_size);
	/* emptied in any case: on a full disk the copy fails, and then room is what is missing */
	if (ftruncate(from, 0) < 0)
		return -errno;
	return r < 0 ? r : 1;
}

static void rotate(const char *path)
{
	int r = path ? log_rotate_file(path, LOG_LIMIT) : 0;

	if (r < 0)
		log_errno(r, "rotating %s", path);
}

static void start_round(struct loop_timer *self)
{
	pid_t pid;

	if (phase_is_down())
		return;
	loop_set_timer(self, INTERVAL_MS);
	/* the one before still runs: the disk is slow or dead, more of them would not help */
	if (rotator.pid > 0)
		return;
	pid = child_fork(&rotator);
	if (pid < 0)
		log_errno(pid, "rotating logs: fork (next try in %d s)", INTERVAL_MS / 1000);
	if (pid != 0)
		return;
	for (size_t i = 0; services_at(i); i++) {
		rotate(services_at(i)->def.output_log);
		rotate(services_at(i)->def.error_log);
	}
	_exit(0);
}

static void round_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status;
}

void log_rotate_start(void)
{
	rotator.ended = round_ended;
	timer.expired = start_round;
	loop_set_timer(&timer, INTERVAL_MS);
}
