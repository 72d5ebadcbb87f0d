// SPDX-License-Identifier: Apache-2.0
//
// The interfaces that the kernel has.

#ifndef BERTH_KERNEL_LINKS_H
#define BERTH_KERNEL_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net_text.h"
#include "rtnl.h"

struct kernel_link {
	int index;
	int master; /* index of the bond or bridge that it is a member of; 0: none */
	char name[NET_NAME_MAX + 1];
	/* Before it was changed: first_names.h. */
	char first_name[NET_NAME_MAX + 1];
	uint32_t first_mtu;
	char kind[NET_NAME_MAX + 1]; /* "bond", "vlan"; "": hardware, or no kind of its own */
	unsigned char mac[NET_MAC_LEN]; /* burnt in, or else the present one */
	bool has_mac;
	bool wired; /* hardware that is Ethernet and has a cable */
	bool up; /* switched on */
};

struct kernel_links {
	struct kernel_link *items;
	size_t count;
};

/* kernel_links_read - those there are now. Returns 0 or a negative errno. */
int kernel_links_read(struct rtnl *rtnl, struct kernel_links *ret);
void kernel_links_release(struct kernel_links *links);

/* kernel_links_find - the one of a name, or NULL. */
struct kernel_link *kernel_links_find(const struct kernel_links *links, const char *name);

#endif
