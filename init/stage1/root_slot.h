// SPDX-License-Identifier: Apache-2.0
//
// A slot whose root cannot be used: what becomes of it.

#ifndef BERTH_INIT_ROOT_SLOT_H
#define BERTH_INIT_ROOT_SLOT_H

#include "root_source.h"

/*
 * root_slot_failed - of a slot that is good, or was, nobody counts the starts: without a change the
 * restart would lead here again, for ever. A good one is given up, if there is anything in the
 * other one; one that was started as the last resort stays, as the other one was given up before or
 * refused by the loader. Does nothing for a slot on trial. Says on the consoles what was done.
 * @device: /dev/NAME of the slot's root partition
 */
void root_slot_failed(const struct root_source *source, const char *device);

#endif
