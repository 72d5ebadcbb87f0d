// SPDX-License-Identifier: Apache-2.0
//
// `berth watch`: the service that does for containers what needs somebody who waits: health checks,
// and what is due when a container ends by itself. It sleeps until something happens.

#include <errno.h>
#include <poll.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"

#include "../command.h"
#include "watch.h"

#define SELF "/proc/self/exe"
#define BOOT_LIMIT_MS 3600000
#define READ_AHEAD_LIMIT_MS 600000
#define POLL_MAX_MS 3600000 /* so that the distance to any time fits into an int */

static const char help[] =
	"Usage: berth watch [boot|read-ahead]\n"
	"\n"
	"Run by init. Runs the health checks of containers when they are due, removes containers with\n"
	"--rm that ended in the background, and frees the network of all others that ended.\n"
	"'boot' removes what an earlier boot left of containers with --rm, and starts those with\n"
	"--restart always that were stopped by hand. 'read-ahead' reads the programs that start a\n"
	"container, so that the first one does not wait for the disk.\n";

static int open_inotify(void)
{
	int r = make_dirs(WATCH_RECORDS, 0700);

	if (r < 0)
		return log_errno(r, "make: " WATCH_RECORDS);
	cleanup_fd int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd < 0)
		return log_errno(errno, "inotify");
	if (inotify_add_watch(fd, WATCH_RECORDS, IN_MOVED_TO | IN_DELETE) < 0)
		return log_errno(errno, "watch: " WATCH_RECORDS);
	return take_fd(&fd);
}

static int take_event(struct watch *watch, const struct inotify_event *event)
{
	if (event->mask & IN_Q_OVERFLOW)
		return watch_add_all(watch);
	if (event->len == 0 || event->name[0] == '.')
		return 0;
	if (event->mask & IN_DELETE)
		watch_drop(watch, event->name);
	else
		watch_add(watch, event->name);
	return 0;
}

static int take_events(struct watch *watch, int fd)
{
	alignas(struct inotify_event) char buffer[4096];
	ssize_t len = read(fd, buffer, sizeof(buffer));

	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (const char *at = buffer; at < buffer + len;) {
		const struct inotify_event *event = (const void *)at;
		int r = take_event(watch, event);

		if (r < 0)
			return r;
		at += sizeof(*event) + event->len;
	}
	return 0;
}

static int time_to_wait(int64_t until_ms)
{
	int64_t wait = until_ms - watch_now_ms();

	if (until_ms < 0)
		return -1;
	if (wait < 0)
		return 0;
	return wait < POLL_MAX_MS ? (int)wait : POLL_MAX_MS;
}

/* One event at a time, because what is done about it changes the descriptors. */
static int step(struct watch *watch, int inotify_fd)
{
	cleanup_free struct pollfd *fds = NULL;
	int64_t next = watch_work(watch);
	int count = watch_descriptors(watch, 1, &fds);

	if (count < 0)
		return count;
	fds[0] = (struct pollfd){ .fd = inotify_fd, .events = POLLIN };
	if (poll(fds, (nfds_t)count, time_to_wait(next)) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		return take_events(watch, inotify_fd);
	for (int i = 1; i < count; i++)
		if (fds[i].revents) {
			watch_readable(watch, fds[i].fd);
			break;
		}
	return 0;
}

/* Beside the loop: these take their time. */
static void start_chores(struct watch *watch)
{
	static const char *const read_ahead[] = { SELF, "watch", "read-ahead", NULL };
	static const char *const boot[] = { SELF, "watch", "boot", NULL };
	int64_t now = watch_now_ms();
	int r = watch_job_start(&watch->jobs, read_ahead, now + READ_AHEAD_LIMIT_MS, NULL, NULL);

	if (r < 0)
		log_errno(r, "run: berth watch read-ahead");
	r = watch_job_start(&watch->jobs, boot, now + BOOT_LIMIT_MS, NULL, NULL);
	if (r < 0)
		log_errno(r, "run: berth watch boot");
}

static int serve(void)
{
	static struct watch watch;
	cleanup_fd int fd = open_inotify();

	if (fd < 0)
		return EXIT_PROBLEM;
	start_chores(&watch);
	int r = watch_add_all(&watch);
	while (r == 0)
		r = step(&watch, fd);
	log_errno(r, "watch");
	return EXIT_PROBLEM;
}

int command_watch(int argc, char **argv)
{
	if (argc == 1)
		return serve();
	if (argc == 2 && strcmp(argv[1], "boot") == 0)
		return watch_boot();
	if (argc == 2 && strcmp(argv[1], "read-ahead") == 0)
		return watch_read_ahead();
	int asked = command_wants_help(argc, argv);
	(void)fputs(help, asked ? stdout : stderr);
	return asked ? EXIT_OK : EXIT_USAGE;
}
