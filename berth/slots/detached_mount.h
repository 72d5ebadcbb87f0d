// SPDX-License-Identifier: Apache-2.0
//
// Mounting a volume without a place in the tree: nobody else sees it, and closing the descriptor
// (and all that were opened below it) unmounts it.

#ifndef BERTH_SLOTS_DETACHED_MOUNT_H
#define BERTH_SLOTS_DETACHED_MOUNT_H

/*
 * detached_mount - mount @device.
 * @type: of the file system, as mount(2) wants it
 * @flags: options of the file system that have no value, ended by NULL; with "ro" the mount is
 *         read-only, too
 * Returns a descriptor of its root directory, or a negative errno (-EPERM: only root may).
 */
int detached_mount(const char *device, const char *type, const char *const flags[]);

#endif
