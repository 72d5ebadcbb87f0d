// SPDX-License-Identifier: Apache-2.0
//
// The network of the machine, made at its start.

#ifndef BERTH_NETWORK_MAKE_H
#define BERTH_NETWORK_MAKE_H

/*
 * network_make - make the network what the configuration of this boot says, and see to it in the
 * background that it is taken back if no gateway answers (fallback.h). Problems are told, and are
 * no failure. Returns 0 or a negative errno, which is logged.
 */
int network_make(void);

#endif
