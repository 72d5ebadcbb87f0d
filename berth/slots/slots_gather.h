// SPDX-License-Identifier: Apache-2.0
//
// Finding out what is known of the slots, from the running system.

#ifndef BERTH_SLOTS_GATHER_H
#define BERTH_SLOTS_GATHER_H

#include "slots.h"

/*
 * slots_gather - find out everything that this user may see; what could not be seen is noted in
 * not_seen and left empty.
 * @look_inside: mount the boot partitions for the versions of what is in them, and compare their
 * files with their checksums. That reads all of them, and the kernel notes each mount in its log:
 * not for what is run often. Without it, only the version of the running slot is known.
 * @ret_slots: release with slots_release()
 * Returns 0 or -ENOMEM.
 */
int slots_gather(bool look_inside, struct slots *ret_slots);

#endif
