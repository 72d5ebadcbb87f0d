// SPDX-License-Identifier: Apache-2.0
//
// network-config version 1, which is cloud-init's own. Pure.

#ifndef BERTH_NETWORK_V1_H
#define BERTH_NETWORK_V1_H

#include "../yaml/diag.h"
#include "../yaml/yaml_tree.h"
#include "net_plan.h"

/*
 * network_v1_read - read the list `config`.
 * @diags: gets the problems; a link that would be another one than was meant is left out
 * @plan: links are added
 * Returns 0, also for bad values, or -ENOMEM.
 */
int network_v1_read(const struct node *list, struct diag_list *diags, struct net_plan *plan);

#endif
