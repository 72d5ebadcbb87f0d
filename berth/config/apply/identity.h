// SPDX-License-Identifier: Apache-2.0
//
// Whether this is the machine that the data partition was made on. A disk that was copied, and
// started as another machine, must not go on with the first one's machine-id and ssh host keys.

#ifndef BERTH_IDENTITY_H
#define BERTH_IDENTITY_H

#include <stdbool.h>

#include "../../yaml/diag.h"

/* What a machine is known by; NULL: not known. */
struct identity {
	char *instance; /* instance-id */
	char *uuid; /* that the firmware gives (DMI) */
};

/* identity_parse - read what identity_text() has written. Returns 0 or -ENOMEM. Pure. */
int identity_parse(const char *text, struct identity *ret);

/* identity_text - the caller frees; NULL: no memory. Pure. */
char *identity_text(const struct identity *identity);

/*
 * identity_is_other - true if what both know is not the same: the instance-id, or else the
 * firmware's number, which some hypervisors make anew at each start. Pure.
 */
bool identity_is_other(const struct identity *before, const struct identity *now);

void identity_release(struct identity *identity);

/*
 * identity_apply - if this is another machine, give it a machine-id, and let the ssh server make
 * host keys, of its own; remember who it is.
 * @instance: NULL: not known; gets the one that was known before
 * @told: it was told to this boot, not kept on the disk that may be a copy
 * @problems: gets what could not be done
 * Returns 0 or a negative errno.
 */
int identity_apply(char **instance, bool told, struct diag_list *problems);

#endif
