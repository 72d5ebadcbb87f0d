// SPDX-License-Identifier: Apache-2.0
//
// Name servers: /etc/resolv.conf is the sum of a part per interface and source, each of which has
// its own file: what network-config says comes first, then leases.

#ifndef BERTH_RESOLV_CONF_H
#define BERTH_RESOLV_CONF_H

#include "net_apply.h"

#define RESOLV_PARTS                                                                \
	"/run/resolv" /* files in the form of resolv.conf(5), in the order of names \
		       */

/* resolv_conf_part - text of one part; NULL: no memory. The caller frees. */
char *resolv_conf_part(const struct string_list *dns, const struct string_list *search);

/*
 * resolv_conf_sum - all parts as one file: one line of domains, as programs take the last one, then
 * the servers; each once. NULL: no memory. The caller frees. Pure.
 * @parts: texts of the parts
 */
char *resolv_conf_sum(const struct string_list *parts);

/* resolv_conf_join - write the sum of what is in RESOLV_PARTS. Returns 0 or a negative errno. */
int resolv_conf_join(void);

/*
 * resolv_conf_apply - write the parts that are in the plan, and the sum. Returns 0 or a negative
 * errno.
 */
int resolv_conf_apply(const struct net_plan *plan, const struct net_bounds *bounds);

#endif
