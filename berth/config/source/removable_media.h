// SPDX-License-Identifier: Apache-2.0
//
// Whether a block device is one that anybody can put into a machine, or plug into it.

#ifndef BERTH_REMOVABLE_MEDIA_H
#define BERTH_REMOVABLE_MEDIA_H

#include <stdbool.h>

/*
 * removable_media_is - true for CDs, sticks, cards, and everything at a USB port.
 * @name: of the device or of a partition of it, as in /sys/class/block
 * One that cannot be asked is taken for one.
 */
bool removable_media_is(const char *name);

#endif
