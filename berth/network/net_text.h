// SPDX-License-Identifier: Apache-2.0
//
// Addresses and names of networks as people write them. Pure.

#ifndef BERTH_NET_TEXT_H
#define BERTH_NET_TEXT_H

#include <stdbool.h>

#define NET_MAC_LEN 6
#define NET_NAME_MAX 15 /* IFNAMSIZ - 1 */

/* An address of either family. */
struct net_ip {
	int family; /* AF_INET, AF_INET6; AF_UNSPEC: none */
	unsigned char bytes[16]; /* in network order; 4 of them with AF_INET */
};

/* An address with the length of its network, or a network: 192.0.2.0/24. */
struct net_prefix {
	struct net_ip ip;
	unsigned len; /* bits */
};

/* Each returns 0, or -EINVAL if the text is something else; the result is untouched then. */
int net_ip_parse(const char *text, struct net_ip *ret);
int net_prefix_parse(const char *text, struct net_prefix *ret); /* without '/': a single address */
int net_mac_parse(const char *text, unsigned char ret[NET_MAC_LEN]);

/* net_netmask_len - bits of a mask like 255.255.255.0, or of a number in a text; -EINVAL: none. */
int net_netmask_len(const char *text, int family);

/* net_ip_bits - bits of an address: 32 or 128. */
unsigned net_ip_bits(const struct net_ip *ip);

/* net_is_link_local - true for an address of IPv6 that is there on every link (fe80::/10). */
bool net_is_link_local(const struct net_ip *ip);

/* net_prefix_clear_host - make a network of an address in it. */
void net_prefix_clear_host(struct net_prefix *prefix);

/* net_ip_print - as text; @text has room for INET6_ADDRSTRLEN. Returns @text. */
const char *net_ip_print(const struct net_ip *ip, char *text);

/* net_name_is_valid - true if the kernel takes it as a name of an interface, and a file does. */
bool net_name_is_valid(const char *name);

#endif
