// SPDX-License-Identifier: Apache-2.0
//
// One `ip=` of the kernel command line, in the forms of dracut.cmdline(7) and of the kernel's
// nfsroot.rst:
//
//   dhcp                                      also on, any, dhcp6, either6, auto6, off, none
//   IFACE:dhcp[:MTU[:MAC]]
//   CLIENT:[PEER]:GATEWAY:NETMASK:HOSTNAME:IFACE:none[:MTU[:MAC]]
//   CLIENT:[PEER]:GATEWAY:NETMASK:HOSTNAME:IFACE:none:DNS0[:DNS1[:NTP0]]
//
// Addresses of IPv6 are in brackets. Pure.

#ifndef BERTH_IP_WORD_H
#define BERTH_IP_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "../config/user_data/host_name.h"
#include "../yaml/diag.h"
#include "net_text.h"

#define IP_WORD_DNS 2

struct ip_word {
	char iface[NET_NAME_MAX + 1]; /* "": not given */
	bool dhcp4, dhcp6, auto6; /* how it gets addresses; none of them: it does not */
	struct net_prefix address; /* of a family that is AF_UNSPEC: not given; so are the others */
	struct net_ip gateway;
	struct net_ip dns[IP_WORD_DNS];
	struct net_ip ntp;
	char hostname[HOST_NAME_FULL_MAX + 1]; /* "": not given */
	int64_t mtu; /* 0: not given */
	unsigned char mac[NET_MAC_LEN]; /* that it gets */
	bool has_mac;
};

/*
 * ip_word_parse - read what stands behind `ip=`.
 * @diags: gets the problem, with the word
 * Returns 0; -EINVAL if it is none, with nothing in @ret; -ENOMEM.
 */
int ip_word_parse(const char *value, struct diag_list *diags, struct ip_word *ret);

#endif
