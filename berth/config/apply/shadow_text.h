// SPDX-License-Identifier: Apache-2.0
//
// shadow(5) with the passwords of the configuration. It is made anew at each boot. Pure.

#ifndef BERTH_SHADOW_TEXT_H
#define BERTH_SHADOW_TEXT_H

#include "../../yaml/diag.h"
#include "../intent.h"

/*
 * A hash of a password.
 * @old: the hash that it had before, which stays if it is one of the same password; NULL: none
 * Returns a string that the caller frees, or NULL.
 */
typedef char *(*shadow_hash)(const char *plain, const char *old);

/*
 * shadow_text_make - a line for root, and for each user, who has a password.
 * @old: the file as it is; "": there is none
 * @problems: gets names of `chpasswd` that nobody has, and what could not be hashed
 * @ret_text: NULL if nobody has one; freed by the caller
 * Returns 0 or -ENOMEM.
 */
int shadow_text_make(const struct intent *intent, const char *old, shadow_hash hash,
		     struct diag_list *problems, char **ret_text);

#endif
