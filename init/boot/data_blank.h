// SPDX-License-Identifier: Apache-2.0
//
// May this partition be formatted? What looks empty at its beginning may hold something that begins
// later, so the whole first MiB has to be zero. The one exception is our own work: an attempt to
// make a file system that a power cut ended. It leaves a mark at the very end of the partition,
// where the file system does not reach while it is being made.

#ifndef BERTH_INIT_DATA_BLANK_H
#define BERTH_INIT_DATA_BLANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLANK_LEAD_BYTES (1024UL * 1024)
#define BLANK_BLOCK 4096UL /* of the file system, and of the mark */

/*
 * blank_judge - decide from what was read. Pure.
 * @lead, @len: the first BLANK_LEAD_BYTES of the partition, or all of a smaller one
 * @last: its last whole block, BLANK_BLOCK bytes
 */
bool blank_judge(const unsigned char *lead, size_t len, const unsigned char *last);

/*
 * blank_mark_offset - where the mark of a partition of this size is. Pure. In bytes, 0: too small.
 * blank_file_system_blocks - how many blocks are left for the file system that is made. Pure.
 */
uint64_t blank_mark_offset(uint64_t bytes);
uint64_t blank_file_system_blocks(uint64_t bytes);

/* blank_check - look at a device. Returns 1 (blank), 0 (not), or a negative errno. */
int blank_check(const char *path);

/*
 * blank_mark_set, blank_mark_clear - around the making of the file system.
 * Return 0 or a negative errno; a mark that is not cleared does no harm.
 */
int blank_mark_set(const char *path);
int blank_mark_clear(const char *path);

/* blank_device_bytes - size of a device. Returns 0 or a negative errno. */
int blank_device_bytes(const char *path, uint64_t *ret_bytes);

#endif
