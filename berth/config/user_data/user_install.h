// SPDX-License-Identifier: Apache-2.0
//
// The key `berth: install:` of user-data: what a live system, started from the ISO or the network,
// installs.
//
//   berth:
//     install:
//       disk: auto        # or sda, /dev/sda; auto: the only one that it is possible on
//       force: false      # true: also if there is something on it, which is erased
//       then: poweroff    # or reboot
//       args: "ip=dhcp"   # kernel arguments of the machine
//
// It erases a disk, so it is taken as a whole or not at all. Pure.

#ifndef BERTH_USER_INSTALL_H
#define BERTH_USER_INSTALL_H

#include <stdbool.h>

#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

struct user_install {
	char *disk; /* letters, digits, ._:-/ only; NULL: nothing is to be installed */
	char *args; /* without a problem (machine_args.h); NULL: not given */
	bool force, reboot;
};

/*
 * user_install_read - read the value of the key.
 * @diags: gets the problems
 * @ret: release with user_install_release(); nothing is to be installed after any problem in it
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_install_read(const struct node *value, struct diag_list *diags, struct user_install *ret);
void user_install_release(struct user_install *install);

#endif
