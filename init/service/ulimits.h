// SPDX-License-Identifier: Apache-2.0
//
// rc_ulimit: pairs of an option of the shell's `ulimit` and a value. Pure.

#ifndef BERTH_INIT_ULIMITS_H
#define BERTH_INIT_ULIMITS_H

#include <stdbool.h>
#include <sys/resource.h>

struct ulimit {
	int resource; /* RLIMIT_... */
	rlim_t value; /* in the unit of setrlimit(2) */
	bool soft, hard; /* which of the two it is for: both, or one */
};

/*
 * ulimit_next - take the next pair off a text such as `-n 1048576 -l unlimited`. `-Sn` and `-Hn`
 * are for the soft and for the hard limit only.
 * @cursor: start with the text; moved on by each call
 * Returns 1, 0 at the end, or -EINVAL (an unknown option, or no number).
 */
int ulimit_next(const char **cursor, struct ulimit *ret);

#endif
