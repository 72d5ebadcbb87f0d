// SPDX-License-Identifier: Apache-2.0
//
// A file as a read-only block device (loop(4)).

#ifndef BERTH_INIT_LOOP_DEVICE_H
#define BERTH_INIT_LOOP_DEVICE_H

/*
 * loop_device_attach - attach a file to a free loop device. The device lets go of the file by
 * itself when it is unmounted.
 * @ret_path: /dev/loopN; the caller frees it
 * @ret_fd: keep it open until the device is mounted, then close it
 * Returns 0 or a negative errno.
 */
int loop_device_attach(const char *file, char **ret_path, int *ret_fd);

#endif
