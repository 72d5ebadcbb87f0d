// SPDX-License-Identifier: Apache-2.0
//
// What is done about links that change while the machine runs.

#ifndef BERTH_NETWORK_MEND_H
#define BERTH_NETWORK_MEND_H

#include "link_watch.h"

/*
 * network_follow - watch the links of the network that is in force; the caller listens to the
 * kernel already. Returns 0 or a negative errno.
 */
int network_follow(struct link_watch *watch);

/*
 * network_mend - do what is due: new cards are made what the plan says of them, what the kernel has
 * dropped with a link is there again, clients of links that are back ask anew.
 * Returns 0 or a negative errno.
 */
int network_mend(const struct link_watch *watch);

#endif
