// SPDX-License-Identifier: Apache-2.0
//
// Installation on a disk of this machine: look at it, ask, write, enter it into the firmware's
// menu.

#ifndef BERTH_INSTALL_DISK_H
#define BERTH_INSTALL_DISK_H

#include "install_options.h"

/*
 * install_on_disk - all of it, with its messages (voice.h).
 * @options: of the command; its disk is set
 * Returns an exit status of command.h.
 */
int install_on_disk(const struct install_options *options);

#endif
