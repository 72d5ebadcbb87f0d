// SPDX-License-Identifier: Apache-2.0
//
// /proc/self/mountinfo: what is mounted, in which order, with which flags. Pure.

#ifndef BERTH_COMMON_MOUNTINFO_H
#define BERTH_COMMON_MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>

struct mount_info {
	char *target; /* decoded: blanks and backslashes as they are */
	char *type;
	char *source;
	unsigned long flags; /* MS_NOSUID ... of the mount, for a remount that keeps them */
	bool super_read_only;
};

struct mount_list {
	struct mount_info *items; /* oldest first, as the kernel lists them */
	size_t count;
};

/*
 * mountinfo_parse - read the text of a mountinfo file. Lines that do not look right are skipped.
 * Returns 0 or -ENOMEM. Release with mountinfo_release().
 */
int mountinfo_parse(const char *text, struct mount_list *ret_list);
void mountinfo_release(struct mount_list *list);

/*
 * mountinfo_at - the mount that is seen at @target: the last one there. Returns NULL if there is
 * none.
 */
const struct mount_info *mountinfo_at(const struct mount_list *list, const char *target);

#endif
