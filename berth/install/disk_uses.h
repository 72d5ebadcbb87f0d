// SPDX-License-Identifier: Apache-2.0
//
// What a disk is being used for: mounts, swap, and what the kernel has built on top of it. Pure.

#ifndef BERTH_INSTALL_DISK_USES_H
#define BERTH_INSTALL_DISK_USES_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/mountinfo.h"
#include "../../common/string_list.h"

/* A disk or one of its partitions. */
struct disk_node {
	char *name; /* sda, sda1 */
	struct string_list holders; /* what is built on it: dm-0, md1 */
};

/*
 * disk_uses - one text for each use: "sda1 is mounted on /mnt".
 * @nodes, @count: the disk and its partitions
 * @swaps: text of /proc/swaps
 * @ret_uses: added to; a use by the running system comes first
 * @ret_system: the running system is on it, or was started from it
 * Returns 0 or -ENOMEM.
 */
int disk_uses(const struct disk_node *nodes, size_t count, const struct mount_list *mounts,
	      const char *swaps, struct string_list *ret_uses, bool *ret_system);

#endif
