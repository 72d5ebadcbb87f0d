// SPDX-License-Identifier: Apache-2.0
//
// The kernel command line, split as the kernel does it: blanks separate words, double quotes keep
// blanks together, words after a lone `--` belong to init's arguments and are not keys.
// A key that is given twice: the last one wins, as with the kernel's own parameters, so that what
// a user appends in the boot loader overrides what the slot says.
// Pure, except for cmdline_read().

#ifndef BERTH_COMMON_CMDLINE_H
#define BERTH_COMMON_CMDLINE_H

#include <stdbool.h>

/*
 * cmdline_read - the running kernel's command line.
 * @ret: the text; the caller frees it
 * Returns 0 or a negative errno.
 */
int cmdline_read(char **ret);

/*
 * cmdline_next - take the next word off a command line.
 * @cursor: start with the command line; moved on by each call
 * @ret_key: the part before the first `=`, or the whole word; the caller frees it
 * @ret_value: the part after it, without the quotes around it; NULL if there was no `=`;
 *             the caller frees it
 * Returns 1, 0 at the end (or at `--`), or -ENOMEM.
 */
int cmdline_next(const char **cursor, char **ret_key, char **ret_value);

/*
 * cmdline_get - the value of the last `key=value`.
 * @ret_value: the value; a key without `=` gives an empty one; the caller frees it
 * Returns 0, -ENOENT if the key does not occur, or -ENOMEM.
 */
int cmdline_get(const char *cmdline, const char *key, char **ret_value);

/* cmdline_is - true if the last `key=` on the command line has exactly this value. */
bool cmdline_is(const char *cmdline, const char *key, const char *value);

#endif
