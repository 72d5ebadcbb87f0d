// SPDX-License-Identifier: Apache-2.0
//
// Passwords: /etc/shadow, and whether the ssh server takes any. Nobody has one, and it takes none,
// unless the configuration says so.

#ifndef BERTH_APPLY_PASSWORDS_H
#define BERTH_APPLY_PASSWORDS_H

#include "../../yaml/diag.h"
#include "../intent.h"

/*
 * apply_passwords - write both; the same once more changes nothing.
 * @problems: gets what could not be done, never with a password
 * Returns 0, or the negative errno of the last step that failed.
 */
int apply_passwords(const struct intent *intent, struct diag_list *problems);

/*
 * ssh_passwords_follow - start the ssh server anew if it was started with another setting than the
 * one that apply_passwords() has written: at a boot, its script was read before. Sessions live on.
 * Returns 0, also if there is nothing to do, or a negative errno, which has been logged.
 */
int ssh_passwords_follow(void);

#endif
