// SPDX-License-Identifier: Apache-2.0
//
// Unmount what can be unmounted, make the rest read-only.

#ifndef BERTH_INIT_UNMOUNT_H
#define BERTH_INIT_UNMOUNT_H

/*
 * unmount_all - in reverse order of mounting, in rounds until nothing changes; each call in a child
 * with a time limit. Disks of unmounted file systems are flushed. Logs what stays. The loop must
 * have ended.
 */
void unmount_all(void);

#endif
