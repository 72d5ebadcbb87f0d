// SPDX-License-Identifier: Apache-2.0
//
// A wait for a file. See path_watch.h.

#include "path_watch.h"

#include <errno.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "../../common/cleanup.h"

#define EVENTS (IN_CREATE | IN_MOVED_TO | IN_ONLYDIR)
#define DEPTH_MAX 64
#define TOLD_MAX 1000 /* anybody may make files in /tmp */

/* Cut a path to the directory above it; false if there is none. */
static bool go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || path[1] == '\0')
		return false;
	slash[slash == path ? 1 : 0] = '\0';
	return true;
}

/* The nearest directory that is there, as the new length of @path; a negative errno. */
static int watch_nearest(int fd, char *path)
{
	while (go_up(path)) {
		if (inotify_add_watch(fd, path, EVENTS) >= 0)
			return (int)strlen(path);
		if (errno != ENOENT && errno != ENOTDIR)
			return -errno;
	}
	return -ENOENT;
}

/* A directory that came while its parent was not watched yet is not told: look once more. */
static int watch_all(int fd, const char *path)
{
	int before = -1;

	for (int i = 0; i < DEPTH_MAX; i++) {
		cleanup_free char *dir = strdup(path);
		int now = dir ? watch_nearest(fd, dir) : -ENOMEM;

		if (now < 0 || now == before)
			return now < 0 ? now : 0;
		before = now;
	}
	return -ELOOP;
}

/* A part of the path has the name of what has come: in /run much comes that has not. */
static bool is_on_path(const char *path, const char *name)
{
	size_t len = strlen(name);

	for (const char *part = strchr(path, '/'); part; part = strchr(part, '/')) {
		part++;
		if (strncmp(part, name, len) == 0 && (part[len] == '/' || part[len] == '\0'))
			return true;
	}
	return false;
}

/* Whether something of it is of interest; what does not fit is told again. */
static bool take_events(const struct path_watch *watch)
{
	alignas(struct inotify_event) char taken[4096];
	ssize_t len = read(watch->source.fd, taken, sizeof(taken));
	const struct inotify_event *event;
	bool is_near = false;

	for (const char *at = taken; at < taken + len; at += sizeof(*event) + event->len) {
		event = (const void *)at;
		is_near = is_near || event->len == 0 || is_on_path(watch->path, event->name);
	}
	return is_near;
}

static void told(struct loop_fd *source, uint32_t events)
{
	struct path_watch *watch = source->ctx;

	bool is_near = take_events(watch);

	(void)events;
	if (++watch->told > TOLD_MAX || (is_near && watch_all(source->fd, watch->path) < 0))
		path_watch_close(watch);
	if (is_near || !path_watch_is_open(watch))
		watch->changed(watch);
}

void path_watch_init(struct path_watch *watch)
{
	watch->source.fd = -1;
}

int path_watch_open(struct path_watch *watch, const char *path)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	int r;

	path_watch_close(watch);
	if (fd < 0)
		return -errno;
	watch->path = path;
	watch->told = 0;
	watch->source = (struct loop_fd){ .fd = fd, .ready = told, .ctx = watch };
	r = watch_all(fd, path);
	if (r == 0)
		r = loop_add_fd(&watch->source, EPOLLIN);
	if (r < 0)
		path_watch_close(watch);
	return r;
}

bool path_watch_is_open(const struct path_watch *watch)
{
	return watch->source.fd >= 0;
}

void path_watch_close(struct path_watch *watch)
{
	loop_del_fd(&watch->source);
}
