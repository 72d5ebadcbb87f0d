// SPDX-License-Identifier: Apache-2.0
//
// Places in files. See place.h.

#include "place.h"

void place_move(struct place *place, unsigned line, bool encoded)
{
	if (place->moved)
		return;
	place->moved = true;
	place->line = encoded ? line : place->line + line - 1;
	place->column = encoded ? 1 : place->column;
}
