// SPDX-License-Identifier: Apache-2.0
//
// From the initramfs to the real root.

#ifndef BERTH_INIT_SWITCH_ROOT_H
#define BERTH_INIT_SWITCH_ROOT_H

/*
 * switch_root - make the file system mounted at @new_root the root, delete what the initramfs
 * held, execute @init there. Everything is checked before the first step that cannot be undone.
 * @init: path inside the new root
 * @argv: for the new init
 * Returns only on failure: a negative errno, after logging the step that failed.
 */
int switch_root(const char *new_root, const char *init, char *const argv[]);

#endif
