// SPDX-License-Identifier: Apache-2.0
//
// The mark by which PID 1 knows at the next boot that the data partition is to be wiped
// (init/boot/data_prepare.h). Only its name counts.

#ifndef BERTH_RESET_MARK_H
#define BERTH_RESET_MARK_H

/*
 * reset_mark_leave - make the mark, durably; there may be one already. It is an empty file: that
 * needs no block, so that a full partition can be wiped, too.
 * Returns 0 or a negative errno. After a failure there may be a mark.
 */
int reset_mark_leave(const char *path);

#endif
