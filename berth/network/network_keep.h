// SPDX-License-Identifier: Apache-2.0
//
// Stays, and mends the network when the kernel tells that its links change.

#ifndef BERTH_NETWORK_KEEP_H
#define BERTH_NETWORK_KEEP_H

/* network_keep - for ever, behind network_make(). Returns a negative errno. */
int network_keep(void);

#endif
