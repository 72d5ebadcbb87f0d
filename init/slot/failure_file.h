// SPDX-License-Identifier: Apache-2.0
//
// Why a slot was left, kept on the data partition for the boot that follows: one line of text in
// /var/lib/berth/slot-LETTER.failure. Reading and writing touch the disk: for children only.

#ifndef BERTH_INIT_FAILURE_FILE_H
#define BERTH_INIT_FAILURE_FILE_H

#include "../../common/boot_record.h"

/* failure_file_write - keep the reason; replaces an older one. Returns 0 or a negative errno. */
int failure_file_write(enum slot slot, const char *reason);

/* failure_file_read - the reason as one line, which the caller frees; NULL if none is kept. */
char *failure_file_read(enum slot slot);

/* failure_file_remove - forget it. Returns 0 (also if there is none) or a negative errno. */
int failure_file_remove(enum slot slot);

/*
 * one_line - make one line of any text: cut at its end, control characters become blanks. Pure.
 * @text: changed in place; returned
 */
char *one_line(char *text);

#endif
