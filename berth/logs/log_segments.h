// SPDX-License-Identifier: Apache-2.0
//
// The files that make up one log, open, in the order in which they were written.

#ifndef BERTH_LOG_SEGMENTS_H
#define BERTH_LOG_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct log_segment {
	int fd;
	off_t start, at; /* from where on it counts, and up to where it was read */
	off_t end; /* when it was opened */
};

struct log_segments {
	struct log_segment *items;
	size_t count;
};

/*
 * log_segments_add_newer - open those that have come since: the first time all there are.
 * @path: the log; its earlier files lie beside it
 * @ret_gap: set to true if files may have come and gone in between, else left alone
 * Returns 1 if there are any, 0 if there are none, or a negative errno; -EACCES if the caller may
 * not read them.
 */
int log_segments_add_newer(struct log_segments *files, const char *path, bool *ret_gap);

/* log_segment_was_emptied - there is less in it than was read. */
bool log_segment_was_emptied(const struct log_segment *segment);

/* log_segments_written_us - when the last one was written to last, in microseconds since 1970. */
int64_t log_segments_written_us(const struct log_segments *files);

/* log_segments_drop - close the first @count of them. */
void log_segments_drop(struct log_segments *files, size_t count);

#endif
