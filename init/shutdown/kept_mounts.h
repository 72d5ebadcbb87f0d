// SPDX-License-Identifier: Apache-2.0
//
// Which mounts the shutdown leaves alone. Pure.

#ifndef BERTH_INIT_KEPT_MOUNTS_H
#define BERTH_INIT_KEPT_MOUNTS_H

#include <stdbool.h>

#include "../../common/mountinfo.h"

/*
 * kept_mount - true for what stays mounted to the end: the root and what carries it, and
 * the kernel's own file systems on /proc, /sys, /dev and /run that the shutdown itself needs.
 */
bool kept_mount(const struct mount_info *mount);

#endif
