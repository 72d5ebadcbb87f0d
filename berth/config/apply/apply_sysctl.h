// SPDX-License-Identifier: Apache-2.0
//
// Sets parameters of the kernel.

#ifndef BERTH_APPLY_SYSCTL_H
#define BERTH_APPLY_SYSCTL_H

#include "../../yaml/diag.h"
#include "../user_data/user_sysctl.h"

/*
 * apply_sysctl - set them, in their order.
 * @problems: gets those that there are not, or that refuse their value, with their place
 * Returns 0, or the negative errno of the last failure.
 */
int apply_sysctl(const struct user_sysctl *sysctl, struct diag_list *problems);

#endif
