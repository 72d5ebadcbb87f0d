// SPDX-License-Identifier: Apache-2.0
//
// Where lines come from, one unit each, and their merging in the order of time. Pure: whoever makes
// a source says how its lines are read.
//
// A line without a time stands behind the one before it of its source.

#ifndef BERTH_LOG_SOURCE_H
#define BERTH_LOG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "log_line.h"

struct log_source {
	char *unit;
	/*
	 * next - the next line, valid up to the next call. Returns 1; 0: none, or none yet; or a
	 * negative errno, and is not called any more.
	 */
	int (*next)(struct log_source *self, struct log_line *ret_line);
	/* rewind - to the first line again. Returns 0 or a negative errno. */
	int (*rewind)(struct log_source *self);
	/* go_on - from now on what comes later is read, too. */
	void (*go_on)(struct log_source *self);
	void (*release)(struct log_source *self); /* frees it, but not .unit */
	int poll_fd; /* becomes readable when there is more; -1 = there is none */
	const char
		*directory; /* something happens there when there is more; NULL = there is none */

	/* of the merging */
	int error; /* of next, for the caller to tell; 0 = none */
	struct log_line head; /* the next line */
	bool has_head;
	bool is_dry; /* there was no next line; it is asked again behind log_sources_wake() */
	int64_t at_us; /* where the head stands, or the line before it */
};

struct log_sources {
	struct log_source **items;
	size_t count;
};

/* log_sources_add - takes over @source, also on failure. Returns 0 or -ENOMEM. */
int log_sources_add(struct log_sources *sources, struct log_source *source);

/* log_sources_find - the source of a unit, or NULL. */
struct log_source *log_sources_find(const struct log_sources *sources, const char *unit);

/*
 * log_sources_next - the earliest line of all; of lines of the same time the one of the first
 * source. Returns the source with the line in .head, valid up to the next call, or NULL: no more,
 * or no more yet.
 */
struct log_source *log_sources_next(struct log_sources *sources);

/* log_sources_wake - there may be more: ask all of them again. */
void log_sources_wake(struct log_sources *sources);

/* log_sources_rewind - all to their first lines. Returns 0 or a negative errno. */
int log_sources_rewind(struct log_sources *sources);

/* log_sources_release - all of them, and the list. */
void log_sources_release(struct log_sources *sources);

#endif
