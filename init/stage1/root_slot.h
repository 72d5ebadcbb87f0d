// SPDX-License-Identifier: Apache-2.0
//
// A slot that was good, and whose root image does not match its hash any more.

#ifndef BERTH_INIT_ROOT_SLOT_H
#define BERTH_INIT_ROOT_SLOT_H

/*
 * root_slot_give_up - let the loader start the other slot from now on, if there is one. Otherwise
 * the restart would lead here again, for ever. Says on the consoles what was done.
 * @device: /dev/NAME of the slot's root partition
 */
void root_slot_give_up(const char *device);

#endif
