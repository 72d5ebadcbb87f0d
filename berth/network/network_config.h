// SPDX-License-Identifier: Apache-2.0
//
// network-config: from bytes to a plan of the network. Everything that is right in the file comes
// out, everything else becomes a problem with its place. Pure.

#ifndef BERTH_NETWORK_CONFIG_H
#define BERTH_NETWORK_CONFIG_H

#include <stddef.h>

#include "../yaml/diag.h"
#include "net_plan.h"

#define NETWORK_CONFIG_MAX 1048576 /* bytes */

/*
 * network_config_parse - read a file of version 1 or 2, with a mapping `network` around it or not.
 * @diags: gets the problems
 * @ret: links in the order of the file, each of whose parts exists and is no part of itself;
 * release with net_plan_release() Returns 0, also for a bad file, or -ENOMEM.
 */
int network_config_parse(const char *bytes, size_t len, struct diag_list *diags,
			 struct net_plan *ret);

#endif
