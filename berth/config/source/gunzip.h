// SPDX-License-Identifier: Apache-2.0
//
// Opening what somebody compressed. Done by gunzip(1) in a process of its own, within a limit.

#ifndef BERTH_GUNZIP_H
#define BERTH_GUNZIP_H

#include <stddef.h>

/*
 * gunzip - decompress bytes in memory.
 * @max: more bytes than this are refused
 * @limit_ms: it has that long
 * @ret_data: followed by a NUL that is not counted; the caller frees it
 * Returns 0, -EBADMSG (it is damaged, or no gzip), -EFBIG, -ETIMEDOUT, or another negative errno
 * (gunzip could not be started).
 */
int gunzip(const char *data, size_t len, size_t max, int limit_ms, char **ret_data,
	   size_t *ret_len);

/*
 * gunzip_in_place - replace bytes that are gzip by what they stand for; others stay.
 * @data: allocated; what was there is freed if it is replaced
 * Returns as above.
 */
int gunzip_in_place(char **data, size_t *len, size_t max, int limit_ms);

#endif
