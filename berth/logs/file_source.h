// SPDX-License-Identifier: Apache-2.0
//
// A log in files as a source of lines: those that it was in before it was begun anew, then the file
// itself, and those that take its place while it is followed.

#ifndef BERTH_FILE_SOURCE_H
#define BERTH_FILE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "log_source.h"

#define FILE_SOURCE_ALL INT64_MAX

/*
 * file_source_open - begin with one of the last lines.
 * @unit, @path: copied; the file need not be there
 * @json: lines are records of a container's log
 * @lines: how many of them count, or FILE_SOURCE_ALL
 * Returns 0 or a negative errno; -EACCES if the caller may not read it.
 */
int file_source_open(const char *unit, const char *path, bool json, int64_t lines,
		     struct log_source **ret_source);

#endif
