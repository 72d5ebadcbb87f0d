// SPDX-License-Identifier: Apache-2.0
//
// Where something stood in a file: for problems that are met when it is done. Pure.

#ifndef BERTH_PLACE_H
#define BERTH_PLACE_H

#include <stdbool.h>

struct place {
	unsigned line, column; /* from 1 */
	bool moved; /* to where it is in the larger file */
};

/*
 * place_move - what was read was a part of a larger file, and began at this line of it; once.
 * @encoded: no line of it is one of the file: all are at that line
 */
void place_move(struct place *place, unsigned line, bool encoded);

#endif
