// SPDX-License-Identifier: Apache-2.0
//
// Values of network-config, checked: what both versions of it have. Pure.
//
// @what: what to call the value in messages; @diags gets the problem of one that is no such thing.

#ifndef BERTH_NET_NODE_H
#define BERTH_NET_NODE_H

#include <stdbool.h>

#include "../yaml/diag.h"
#include "../yaml/yaml_tree.h"
#include "net_plan.h"

#define NET_MTU_MIN 68 /* RFC 791 */
#define NET_MTU_MAX 65536
#define NET_METRIC_MAX 4294967295

/* net_node_text - the text of a scalar that is not empty, or NULL. */
const char *net_node_text(const struct node *value, const char *what, struct diag_list *diags);

/* Each returns true if it is one; otherwise the result is untouched. */
bool net_node_ip(const struct node *value, const char *what, struct diag_list *diags,
		 struct net_ip *ret);
bool net_node_prefix(const struct node *value, const char *what, struct diag_list *diags,
		     struct net_prefix *ret);
bool net_node_mac(const struct node *value, const char *what, struct diag_list *diags,
		  unsigned char ret[NET_MAC_LEN]);
bool net_node_name(const struct node *value, const char *what, struct diag_list *diags,
		   char ret[NET_NAME_MAX + 1]);

/* What a link is called in the file: any text that can be shown. */
bool net_node_id(const struct node *value, const char *what, struct diag_list *diags,
		 char ret[NET_ID_MAX + 1]);

/*
 * net_node_dns, net_node_search - add addresses of name servers, or domains: a list of them, or one
 * string with blanks between them.
 * Return 0, also for bad values, or -ENOMEM.
 */
int net_node_dns(const struct node *value, const char *what, struct diag_list *diags,
		 struct string_list *ret);
int net_node_search(const struct node *value, const char *what, struct diag_list *diags,
		    struct string_list *ret);

/*
 * net_node_members - names of links, in place of what was in it; at most NET_LINKS_MAX.
 * Returns 0 or -ENOMEM.
 */
int net_node_members(const struct node *value, const char *what, struct diag_list *diags,
		     struct string_list *ret);

/* net_node_truth - 0 or 1; also of words in quotes, as in cloud-init's examples. */
void net_node_truth(const struct node *value, const char *what, struct diag_list *diags, int *ret);

/* net_gateway_route - the default route by a gateway. */
struct net_route net_gateway_route(const struct net_ip *gateway);

/* net_contains - true if the address is in that network. */
bool net_contains(const struct net_prefix *network, const struct net_ip *ip);

/* net_room - tell that a link has too many of something, if @r is -ENOSPC. Returns 0, else @r. */
int net_room(int r, const struct node *value, const char *what, struct diag_list *diags);

#endif
