// SPDX-License-Identifier: Apache-2.0
//
// Parameters of bonds and bridges in network-config. The two versions of it have different names
// for the same. Pure.

#ifndef BERTH_NET_PARAMS_H
#define BERTH_NET_PARAMS_H

#include <stdbool.h>

#include "../yaml/diag.h"
#include "../yaml/yaml_tree.h"
#include "net_plan.h"

/*
 * net_param_read - one parameter of a bond or bridge, which goes into the link.
 * @value: with its key, which is told in messages
 * @name: without a prefix that says of what it is; with '-', not '_'
 * @v1: by the names of version 1
 * @diags: gets the problem, also of a name that is none
 */
void net_param_read(const struct node *value, const char *name, bool v1, struct diag_list *diags,
		    struct net_link *link);

#endif
