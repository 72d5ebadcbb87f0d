// SPDX-License-Identifier: Apache-2.0
//
// How the running root is protected, as the kernel says it.

#ifndef BERTH_ROOT_CHECK_H
#define BERTH_ROOT_CHECK_H

#include "slots.h"

/*
 * root_check_now - is the root on a dm-verity device, and was a block of it wrong? Whether one was
 * wrong is only told to root; for others a checked root is a good one.
 * Returns 0 or a negative errno.
 */
int root_check_now(enum root_check *ret_check);

/*
 * root_mapper_find - the device-mapper device that is mounted on /.
 * @ret_name: as stage 1 named it; @ret_device: /dev/dm-N; may be NULL; the caller frees them
 * Returns 0, -ENOENT (the root is mounted without one) or a negative errno.
 */
int root_mapper_find(char **ret_name, char **ret_device);

#endif
