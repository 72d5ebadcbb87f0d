// SPDX-License-Identifier: Apache-2.0
//
// Giving a slot up: it is not started any more, if there is another one.

#ifndef BERTH_INIT_SLOT_GIVE_UP_H
#define BERTH_INIT_SLOT_GIVE_UP_H

#include "../../common/slot_disk.h"
#include "slot_next.h"

/*
 * slot_give_up - mark the running slot of a disk as not startable, and the other one as first.
 * Reads and writes the disk, logs.
 * @hope: what the other slot has to promise
 * Returns 0; 1: the loader starts the other slot only as the last resort; -ENOENT: the other slot
 * does not promise enough, so nothing was changed; or another negative errno.
 */
int slot_give_up(const struct slot_disk *disk, enum slot_hope hope);

#endif
