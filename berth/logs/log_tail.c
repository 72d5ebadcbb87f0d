// SPDX-License-Identifier: Apache-2.0
//
// The last lines of a file. See log_tail.h.

#include "log_tail.h"

#include "../../common/io.h"

#define BLOCK 65536

int64_t log_tail_find(int fd, off_t end, int64_t lines, off_t *ret_start)
{
	static char block[BLOCK];
	int64_t begun = 0; /* lines whose beginning was seen */

	*ret_start = lines == 0 ? end : 0;
	for (off_t at = end; lines > 0 && at > 0;) {
		size_t len = at < BLOCK ? (size_t)at : BLOCK;
		int r;

		at -= (off_t)len;
		r = pread_all(fd, block, len, at);
		if (r < 0)
			return r;
		while (len-- > 0) {
			off_t behind = at + (off_t)len + 1;

			if (block[len] != '\n' || behind == end)
				continue;
			if (++begun == lines) {
				*ret_start = behind;
				return lines;
			}
		}
	}
	return lines == 0 || end == 0 ? 0 : begun + 1;
}
