// SPDX-License-Identifier: Apache-2.0
//
// A log on a disk: it is begun anew before it grows too large, and a full disk stops nobody.

#ifndef BERTH_INIT_LOG_FILE_H
#define BERTH_INIT_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_file {
	char *path;
	int64_t limit; /* bytes of one file; the one before is kept as PATH.1 */
	int fd; /* -1 = not open */
	int64_t size;
	bool cut_short; /* what was written last is the beginning of a line whose rest is lost */
	uint64_t lost; /* bytes that could not be written since the last ones that could */
};

/*
 * log_file_open - open it, if it is not. Only a regular file is written to, which is made if there
 * is none; its name may not be a link. Returns 0 or a negative errno.
 */
int log_file_open(struct log_file *file);

/*
 * log_file_write - append to the log, which is opened if it is not.
 * @at_line: a new line begins; elsewhere a log is begun anew only if it is much too large
 * Returns 0, or a negative errno: then the bytes are lost, and counted.
 */
int log_file_write(struct log_file *file, const char *text, size_t len, bool at_line);

/* log_file_close - close it, if it is open. */
void log_file_close(struct log_file *file);

#endif
