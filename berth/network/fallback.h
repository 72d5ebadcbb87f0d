// SPDX-License-Identifier: Apache-2.0
//
// A network-config that loses the way out of the machine is taken back: the last one that had a
// gateway that answers is kept on the data partition.

#ifndef BERTH_NETWORK_FALLBACK_H
#define BERTH_NETWORK_FALLBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "net_apply.h"
#include "net_plan.h"

/* fallback_end_watch - end one that was started earlier, before the network is made again. */
void fallback_end_watch(void);

/*
 * fallback_watch - in the background, look for a gateway for a minute with a cable in, if the plan
 * wants one and has not had one before: with it this configuration becomes the one to go back to;
 * without it, go back.
 * @config: the text that the plan was made of; "": there is none
 * @bounds: what the plan has become
 * @go_back: called in the background with the text of the other one
 * Returns 0 or a negative errno.
 */
int fallback_watch(const char *config, const struct net_plan *plan, const struct net_bounds *bounds,
		   void (*go_back)(const char *config));

/* fallback_limit_ms - how long a gateway may take to answer: a minute, and what bridges need. Pure.
 */
int64_t fallback_limit_ms(const struct net_plan *plan);

/* fallback_is_wanted - true if the plan is to lead to a gateway. Pure. */
bool fallback_is_wanted(const struct net_plan *plan);

#endif
