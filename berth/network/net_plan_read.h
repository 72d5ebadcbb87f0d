// SPDX-License-Identifier: Apache-2.0
//
// From a text to a plan of the network, whichever of its forms it has. Pure.

#ifndef BERTH_NET_PLAN_READ_H
#define BERTH_NET_PLAN_READ_H

#include "../yaml/diag.h"
#include "net_plan.h"

/*
 * net_plan_read - read a network-config, or words of the kernel command line as
 * network_cmdline_words() has put them; "" is DHCP on all wired interfaces.
 * @problems: gets what is wrong
 * @ret: release with net_plan_release()
 * Returns 0, also for a bad text, or -ENOMEM.
 */
int net_plan_read(const char *text, struct diag_list *problems, struct net_plan *ret);

#endif
