// SPDX-License-Identifier: Apache-2.0
//
// The early mounts: one table, one loop, one message per failure.

#ifndef BERTH_INIT_MOUNTS_H
#define BERTH_INIT_MOUNTS_H

#include <stdbool.h>

/*
 * mounts_stage1 - what stage 1 needs to find a disk: /proc, /sys, /dev, /run.
 * mounts_early - all API file systems, /run and /tmp; what is already mounted stays as it is.
 * Both log each failure. Return 0, or the negative errno of the first *fatal* failure; whatever
 * could be mounted is then mounted.
 */
int mounts_stage1(void);
int mounts_early(void);

/* mounts_dev_links - /dev/fd, /dev/stdin and so on, which shells and images use. */
void mounts_dev_links(void);

/*
 * mounts_share - make everything shared, as kubelet and containerd volumes with propagation want
 * it; the kernel's default is private. Returns 0 or a negative errno.
 */
int mounts_share(void);

/*
 * mounts_etc - overlay on /etc: the image below, a tmpfs directory above. Changes are forgotten at
 * the next boot by design. Returns 0 or a negative errno.
 */
int mounts_etc(void);

/* mounts_is_mount_point - true if something is mounted at exactly this path. */
bool mounts_is_mount_point(const char *path);

#endif
