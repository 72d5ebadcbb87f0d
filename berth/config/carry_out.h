// SPDX-License-Identifier: Apache-2.0
//
// Makes the machine what its configuration says: at each boot, and when another one is applied
// while it runs.

#ifndef BERTH_CARRY_OUT_H
#define BERTH_CARRY_OUT_H

#include "configuration.h"

enum occasion {
	AT_BOOT,
	LIVE /* without what only a boot does: bootcmd */
};

/*
 * carry_out - do all of it; one step that fails does not stop the others.
 * @c: gets the problems; one that says nothing changes nothing
 * Returns 0, or the negative errno of a step that a boot must not do without.
 */
int carry_out(struct configuration *c, enum occasion occasion);

#endif
