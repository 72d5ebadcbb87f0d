// SPDX-License-Identifier: Apache-2.0
//
// Whether there is a way out of the machine: a default route whose gateway answers.

#ifndef BERTH_GATEWAY_H
#define BERTH_GATEWAY_H

#include <stdbool.h>

#include "rtnl.h"

/*
 * gateway_answers - ask all gateways whether they are there, and look who has answered so far. To
 * be called again after a while: an answer takes as long as the network does.
 */
bool gateway_answers(struct rtnl *rtnl);

#endif
