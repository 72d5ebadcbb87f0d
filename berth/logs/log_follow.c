// SPDX-License-Identifier: Apache-2.0
//
// Following. See log_follow.h.

#include "log_follow.h"

#include <errno.h>
#include <poll.h>
#include <stdalign.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "log_show.h"

#define EVENTS (IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR)

enum waiting {
	OUTPUT,
	FILES,
	KERNEL /* and behind */
};

/* A directory that is watched already is the same watch. */
static int watch_directories(int fd, const struct log_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		const char *directory = sources->items[i]->directory;

		if (!directory || inotify_add_watch(fd, directory, EVENTS) >= 0)
			continue;
		if (errno != ENOENT) /* of a container that is no more */
			return -errno;
	}
	return 0;
}

/* All that has happened. Returns true if files have come. */
static bool take_events(int fd)
{
	alignas(struct inotify_event) char taken[16384];
	const struct inotify_event *event;
	bool have_come = false;
	ssize_t len;

	while ((len = read(fd, taken, sizeof(taken))) > 0)
		for (const char *at = taken; at < taken + len; at += sizeof(*event) + event->len) {
			event = (const void *)at;
			have_come = have_come || (event->mask & ~(uint32_t)IN_MODIFY) != 0;
		}
	return have_come;
}

/* Returns 1 if there is more to show, 0 at the end, or a negative errno. */
static int wait_for_more(int files, const struct log_sources *sources, bool *ret_have_come)
{
	cleanup_free struct pollfd *fds = calloc(KERNEL + sources->count, sizeof(*fds));

	if (!fds)
		return -ENOMEM;
	fds[OUTPUT] = (struct pollfd){ .fd = STDOUT_FILENO }; /* nobody reads */
	fds[FILES] = (struct pollfd){ .fd = files, .events = POLLIN };
	for (size_t i = 0; i < sources->count; i++)
		fds[KERNEL + i] = (struct pollfd){
			.fd = sources->items[i]->error ? -1 : sources->items[i]->poll_fd,
			.events = POLLIN,
		};
	if (poll(fds, KERNEL + sources->count, -1) < 0)
		return errno == EINTR ? 1 : -errno;
	*ret_have_come = fds[FILES].revents && take_events(files);
	return !fds[OUTPUT].revents;
}

/* What has come before the directory was watched is shown, as it is looked at behind that. */
static int go_on(int files, struct log_sources *sources, const struct log_style *style,
		 int (*find_new)(struct log_sources *sources), bool have_come)
{
	int r = have_come && find_new ? find_new(sources) : 0;

	if (r == 0)
		r = watch_directories(files, sources);
	return r < 0 ? r : log_show_coming(sources, style);
}

int log_follow(struct log_sources *sources, const struct log_style *style,
	       int (*find_new)(struct log_sources *sources))
{
	cleanup_fd int files = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	bool have_come = true;
	int failed = 0;
	int r;

	if (files < 0)
		return -errno;
	do {
		r = go_on(files, sources, style, find_new, have_come);
		if (r == -EIO) { /* told; the others go on */
			failed = r;
			r = 0;
		}
		if (r == 0)
			r = wait_for_more(files, sources, &have_come);
	} while (r > 0);
	return r < 0 ? r : failed;
}
