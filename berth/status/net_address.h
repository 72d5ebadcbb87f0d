// SPDX-License-Identifier: Apache-2.0
//
// The addresses by which the machine is reached: those of its own interfaces, not of the networks
// of its containers. Reading is thin; what counts is decided pure.

#ifndef BERTH_NET_ADDRESS_H
#define BERTH_NET_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct net_address {
	char *interface;
	bool ipv6;
	char *text; /* without prefix */
	unsigned prefix;
};

struct net_address_list {
	struct net_address *items; /* in the kernel's order */
	size_t count;
};

/* What /sys/class/net/NAME tells of an interface. */
struct net_interface {
	bool bridge;
	bool has_device_port; /* of a bridge: it leads out of the machine */
	bool device; /* hardware, or what a hypervisor offers as such */
	bool typed; /* vlan, macvlan, wireguard ... : the kernel names its kind; veth has none */
	unsigned index, link; /* link: index of the other end, of a veth; 0 or index elsewhere */
};

/* net_is_of_containers - a bridge that only containers are on, or one end of a veth. Pure. */
bool net_is_of_containers(const struct net_interface *interface);

/* net_address_counts - not of the loopback, not link-local. Pure. */
bool net_address_counts(const struct sockaddr *address);

/*
 * net_address_list_read - all addresses that count, of all interfaces that are the machine's own.
 * Returns 0 or a negative errno. Release with net_address_list_release().
 */
int net_address_list_read(struct net_address_list *ret_list);
void net_address_list_release(struct net_address_list *list);

/* net_address_wait - wait until an address may have come or gone, or @timeout_ms (-1: for ever). */
int net_address_wait(int fd, int timeout_ms);

/* net_address_watch - a descriptor for net_address_wait(), or a negative errno. */
int net_address_watch(void);

#endif
