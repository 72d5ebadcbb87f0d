// SPDX-License-Identifier: Apache-2.0
//
// After the boot, the consoles tell how to reach the machine.

#ifndef BERTH_INIT_ANNOUNCE_H
#define BERTH_INIT_ANNOUNCE_H

/*
 * announce_start - run `berth announce --wait` in a child. What it says needs the network's and the
 * configuration's words, which are not PID 1's business. Nothing waits for it, and no failure
 * matters; failures are logged.
 */
void announce_start(void);

#endif
