// SPDX-License-Identifier: Apache-2.0
//
// The network of the machine: made at its start, and mended when links change.

#ifndef BERTH_NETWORK_MAKE_H
#define BERTH_NETWORK_MAKE_H

#include "link_watch.h"

/*
 * network_make - make the network what the configuration of this boot says, and see to it in the
 * background that it is taken back if no gateway answers (fallback.h). Problems are told, and are
 * no failure. Returns 0 or a negative errno, which is logged.
 */
int network_make(void);

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
