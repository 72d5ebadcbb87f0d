// SPDX-License-Identifier: Apache-2.0
//
// Readers of the small texts in which the kernel and the resolver keep what `berth status` shows.
// Pure.

#ifndef BERTH_PROC_TEXT_H
#define BERTH_PROC_TEXT_H

#include <stdint.h>

#include "../../common/string_list.h"

/*
 * meminfo_value - a value of /proc/meminfo in bytes.
 * @key: "MemTotal"
 * Returns 0 or -ENOENT.
 */
int meminfo_value(const char *text, const char *key, uint64_t *ret_bytes);

/*
 * route_gateways - the default gateways in /proc/net/route, in the kernel's order (the preferred
 * one first). ipv6_route_gateways - the same of /proc/net/ipv6_route, as ADDRESS%INTERFACE.
 * @list: gets those that are not in it yet
 * Both return 0 or -ENOMEM.
 */
int route_gateways(const char *text, struct string_list *list);
int ipv6_route_gateways(const char *text, struct string_list *list);

/* resolv_servers - the name servers in resolv.conf(5). @list, result: as above. */
int resolv_servers(const char *text, struct string_list *list);

#endif
