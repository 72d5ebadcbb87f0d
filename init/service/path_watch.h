// SPDX-License-Identifier: Apache-2.0
//
// Waits for a file that others will make, in a directory that may not be there yet either:
// inotify(7) on the nearest one above it that is.

#ifndef BERTH_INIT_PATH_WATCH_H
#define BERTH_INIT_PATH_WATCH_H

#include <stdbool.h>

#include "../pid1/loop.h"

/* .changed and .ctx are set by the owner, the rest is private. */
struct path_watch {
	/* the file may be there now, or be nearer: look */
	void (*changed)(struct path_watch *self);
	void *ctx;

	const char *path;
	struct loop_fd source;
	unsigned told; /* so many times */
};

/* path_watch_init - nothing is watched. */
void path_watch_init(struct path_watch *watch);

/*
 * path_watch_open - begin, before the first look: whatever comes after that is told.
 * @path: absolute; has to stay as it is for as long
 * Returns 0 or a negative errno, and nothing is watched then: instances are limited in number.
 */
int path_watch_open(struct path_watch *watch, const char *path);

/*
 * path_watch_is_open - false before path_watch_open(), if that or a later step has failed, and in a
 * directory where too much happens.
 */
bool path_watch_is_open(const struct path_watch *watch);

/* path_watch_close - no more; also if nothing is watched. */
void path_watch_close(struct path_watch *watch);

#endif
