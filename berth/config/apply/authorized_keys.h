// SPDX-License-Identifier: Apache-2.0
//
// Who may log in with which key: the file .ssh/authorized_keys in a home directory.

#ifndef BERTH_AUTHORIZED_KEYS_H
#define BERTH_AUTHORIZED_KEYS_H

#include <stdbool.h>

#include "../../../common/string_list.h"

/* First line of a file made by us: what tells it from one that a person wrote. */
#define AUTHORIZED_KEYS_MARK "# Written by berth at each boot from the machine's configuration"

/* authorized_keys_text - content of the file. Returns 0 or -ENOMEM; the caller frees. */
int authorized_keys_text(const struct string_list *keys, char **ret_text);

/*
 * authorized_keys_apply - make the file what it is to be. It is written as the caller, so nobody
 * is led elsewhere by a link in a home directory of somebody else.
 * @home: absolute path
 * @keys: lines as the ssh server reads them
 * @surely: without keys: none were meant, so a file made by us is removed
 * Returns 0 or a negative errno.
 */
int authorized_keys_apply(const char *home, const struct string_list *keys, bool surely);

#endif
