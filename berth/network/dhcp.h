// SPDX-License-Identifier: Apache-2.0
//
// DHCP clients: one process of udhcpc per interface and family, which stays.

#ifndef BERTH_DHCP_H
#define BERTH_DHCP_H

#include "net_apply.h"

/*
 * dhcp_start - start what the plan wants, and wait until each has an answer, or has gone on asking
 * in the background because nobody answered at once.
 * @problems: gets clients that could not be started
 * Returns 0 or -ENOMEM.
 */
int dhcp_start(const struct net_bounds *bounds, struct diag_list *problems);

/* dhcp_stop - end the clients of these interfaces; what their leases brought stays. */
void dhcp_stop(const struct net_bounds *bounds);

#endif
