// SPDX-License-Identifier: Apache-2.0
//
// `berth install --loader`: the boot loader of an installed disk, replaced by that of a release.
// Slots, boot record, settings of the machine and data are not touched.

#ifndef BERTH_INSTALL_LOADER_REFRESH_H
#define BERTH_INSTALL_LOADER_REFRESH_H

#include "install_options.h"

/*
 * loader_refresh - all of it, with its messages (voice.h).
 * @options: its disk, or NULL: the one that the running system is on; its release
 * Returns an exit status of command.h.
 */
int loader_refresh(const struct install_options *options);

#endif
