// SPDX-License-Identifier: Apache-2.0
//
// Giving a slot up: it is not started any more, if there is another one.

#ifndef BERTH_INIT_SLOT_GIVE_UP_H
#define BERTH_INIT_SLOT_GIVE_UP_H

#include "../../common/slot_disk.h"

/*
 * slot_give_up - mark the running slot of a disk as not startable, and the other one as first.
 * Reads and writes the disk, logs.
 * Returns 0; -ENOENT: the other slot cannot be started either, so nothing was changed; or another
 * negative errno.
 */
int slot_give_up(const struct slot_disk *disk);

#endif
