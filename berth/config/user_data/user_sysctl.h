// SPDX-License-Identifier: Apache-2.0
//
// The key `berth: sysctl:` of user-data: parameters of the kernel, at each boot.
//
//   sysctl:
//     vm.max_map_count: 262144
//     net.ipv4.ping_group_range: "0 2147483647"
//
// Pure.

#ifndef BERTH_USER_SYSCTL_H
#define BERTH_USER_SYSCTL_H

#include <stddef.h>

#include "../../yaml/diag.h"
#include "../../yaml/place.h"
#include "../../yaml/yaml_tree.h"

#define USER_SYSCTL_MAX 200

struct user_sysctl {
	struct user_parameter {
		char *name; /* as in sysctl.conf(5), of a file below /proc/sys */
		char *value; /* one line, without a NUL */
		struct place place;
	} * items; /* in the order of the file */
	size_t count;
};

/*
 * user_sysctl_read - read the value of the key.
 * @diags: gets the problems; a parameter with one is left out
 * @ret: release with user_sysctl_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_sysctl_read(const struct node *value, struct diag_list *diags, struct user_sysctl *ret);
void user_sysctl_release(struct user_sysctl *sysctl);

#endif
