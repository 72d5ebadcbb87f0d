// SPDX-License-Identifier: Apache-2.0
//
// What keeps a file system busy although no process does: swap, loop devices, device mapper.

#ifndef BERTH_INIT_DETACH_H
#define BERTH_INIT_DETACH_H

/*
 * detach_swap - give back swap that keeps something busy, files above all, each within a time
 * limit. After the last process: what it held in swap is gone by then. Failures are logged.
 */
void detach_swap(void);

/*
 * detach_devices - take away loop devices and devices of the device mapper that nobody uses any
 * more, within a time limit. Those of the root are in use. Failures are not told: the file systems
 * that stay busy for it are.
 */
void detach_devices(void);

/*
 * detach_next_swap - the name in the next line of /proc/swaps (proc_swaps(5)) that is a file, or on
 * a device that may be made of one. Pure.
 * @cursor: the rest of the text, begun at its second line; moved to behind the line
 * Returns a string that the caller frees, or NULL at the end or if memory is short.
 */
char *detach_next_swap(const char **cursor);

#endif
