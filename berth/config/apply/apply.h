// SPDX-License-Identifier: Apache-2.0
//
// Makes the machine what the intent says: host name and ssh keys, and what is to be installed
// is left for the installer. Thin and idempotent: what is
// right already is not written again, and a second call changes nothing.

#ifndef BERTH_APPLY_H
#define BERTH_APPLY_H

#include "../../yaml/diag.h"
#include "../intent.h"

/*
 * apply_intent - bring the running system to what is intended.
 * @intent: what it should be
 * @problems: gets each step that failed; the others are done all the same
 * Returns 0, or the negative errno of the last step that failed.
 */
int apply_intent(const struct intent *intent, struct diag_list *problems);

#endif
