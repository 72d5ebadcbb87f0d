// SPDX-License-Identifier: Apache-2.0
//
// Takes back what net_apply() and DHCP clients have made.

#ifndef BERTH_NET_CLEAR_H
#define BERTH_NET_CLEAR_H

#include "net_apply.h"

/*
 * net_clear - end the clients, remove addresses and routes, bonds, bridges and VLANs; hardware
 * keeps its name. Goes on after what fails. Returns 0, or a negative errno (the kernel does not
 * answer).
 */
int net_clear(const struct net_bounds *bounds);

#endif
