// SPDX-License-Identifier: Apache-2.0
//
// Programs of services, read before they are needed.

#ifndef BERTH_INIT_PREFETCH_H
#define BERTH_INIT_PREFETCH_H

/*
 * services_prefetch - in a child, ask the kernel to read the programs of all supervised services
 * into its cache: what containerd is about to page in, piece by piece, is then read and verified
 * while the boot waits for the data partition. Only a hint: nothing waits for it, and no failure
 * matters.
 */
void services_prefetch(void);

#endif
