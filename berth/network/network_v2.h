// SPDX-License-Identifier: Apache-2.0
//
// network-config version 2, which is netplan's. Pure.

#ifndef BERTH_NETWORK_V2_H
#define BERTH_NETWORK_V2_H

#include "../yaml/diag.h"
#include "../yaml/yaml_tree.h"
#include "net_plan.h"

/*
 * network_v2_read - read the mapping with `ethernets`, `bonds` and so on.
 * @diags: gets the problems; a link that would be another one than was meant is left out
 * @plan: links are added
 * Returns 0, also for bad values, or -ENOMEM.
 */
int network_v2_read(const struct node *map, struct diag_list *diags, struct net_plan *plan);

#endif
