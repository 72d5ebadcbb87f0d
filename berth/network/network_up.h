// SPDX-License-Identifier: Apache-2.0
//
// A network as a text says it, made in the kernel. What it takes is told on the consoles.

#ifndef BERTH_NETWORK_UP_H
#define BERTH_NETWORK_UP_H

#include <stdbool.h>

#include "net_apply.h"

/* network_plan - the plan of a text whose mistakes have been told by who left it. */
int network_plan(const char *config, struct net_plan *plan);

/*
 * network_up - interfaces, name servers, DHCP clients.
 * @config: the text that the plan was made of
 * @missing: it was made before, and has lost something: net_apply_missing()
 * @bounds: as net_apply()
 * Returns 0, also with problems, or a negative errno, which is logged.
 */
int network_up(const char *config, const struct net_plan *plan, bool missing,
	       struct net_bounds *bounds);

/*
 * network_lock - wait until nobody else changes the network: there are two that may, who mends it
 * and who takes it back. Returns a descriptor to be closed at the end, or a negative errno.
 */
int network_lock(void);

#endif
