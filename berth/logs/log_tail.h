// SPDX-License-Identifier: Apache-2.0
//
// Where the last lines of a file begin.

#ifndef BERTH_LOG_TAIL_H
#define BERTH_LOG_TAIL_H

#include <stdint.h>
#include <sys/types.h>

/*
 * log_tail_find - look from the end on, block by block: a file may be larger than the memory.
 * @end: of what counts of the file
 * @lines: how many are wanted; a line end at the very end ends the last one of them
 * @ret_start: where they begin
 * Returns how many are there, @lines at most, or a negative errno.
 */
int64_t log_tail_find(int fd, off_t end, int64_t lines, off_t *ret_start);

#endif
