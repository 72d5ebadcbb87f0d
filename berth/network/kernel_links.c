// SPDX-License-Identifier: Apache-2.0
//
// The kernel's interfaces. See kernel_links.h.

#include "kernel_links.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/text.h"

static void copy_text(const struct rtattr *attribute, char to[NET_NAME_MAX + 1])
{
	size_t len = attribute ? RTA_PAYLOAD(attribute) : 0;

	if (len > NET_NAME_MAX)
		len = NET_NAME_MAX;
	if (len > 0)
		memcpy(to, RTA_DATA(attribute), len);
	to[len] = '\0';
}

static int number_in(const struct rtattr *attribute)
{
	int number = 0;

	if (attribute && RTA_PAYLOAD(attribute) == sizeof(number))
		memcpy(&number, RTA_DATA(attribute), sizeof(number));
	return number;
}

static bool copy_mac(const struct rtattr *attribute, unsigned char to[NET_MAC_LEN])
{
	if (!attribute || RTA_PAYLOAD(attribute) != NET_MAC_LEN)
		return false;
	memcpy(to, RTA_DATA(attribute), NET_MAC_LEN);
	return true;
}

static void copy_kind(const struct rtattr *info, char to[NET_NAME_MAX + 1])
{
	size_t left = info ? RTA_PAYLOAD(info) : 0;

	for (const struct rtattr *a = info ? RTA_DATA(info) : NULL; a && RTA_OK(a, left);
	     a = RTA_NEXT(a, left))
		if (a->rta_type == IFLA_INFO_KIND)
			copy_text(a, to);
}

static bool has_file(const char *interface, const char *file)
{
	char path[64 + NET_NAME_MAX];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/%s", interface, file);
	return access(path, F_OK) == 0;
}

static int add_link(const struct nlmsghdr *answer, void *context)
{
	struct kernel_links *links = context;
	const struct ifinfomsg *info = NLMSG_DATA(answer);
	struct kernel_link link = { .index = info->ifi_index,
				    .up = (info->ifi_flags & IFF_UP) != 0 };
	struct kernel_link *grown;

	if (answer->nlmsg_type != RTM_NEWLINK)
		return 0;
	copy_text(rtnl_attribute(answer, sizeof(*info), IFLA_IFNAME), link.name);
	memcpy(link.first_name, link.name, sizeof(link.name));
	link.first_mtu = (uint32_t)number_in(rtnl_attribute(answer, sizeof(*info), IFLA_MTU));
	link.master = number_in(rtnl_attribute(answer, sizeof(*info), IFLA_MASTER));
	copy_kind(rtnl_attribute(answer, sizeof(*info), IFLA_LINKINFO), link.kind);
	link.has_mac =
		copy_mac(rtnl_attribute(answer, sizeof(*info), IFLA_PERM_ADDRESS), link.mac) ||
		copy_mac(rtnl_attribute(answer, sizeof(*info), IFLA_ADDRESS), link.mac);
	link.wired = info->ifi_type == ARPHRD_ETHER && has_file(link.name, "device") &&
		     !has_file(link.name, "wireless");
	grown = realloc(links->items, (links->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	links->items = grown;
	grown[links->count++] = link;
	return 0;
}

int kernel_links_read(struct rtnl *rtnl, struct kernel_links *ret)
{
	static const struct ifinfomsg all = { .ifi_family = AF_UNSPEC };
	struct kernel_links links = { 0 };
	int r = rtnl_dump(rtnl, RTM_GETLINK, &all, sizeof(all), add_link, &links);

	if (r < 0)
		kernel_links_release(&links);
	else
		*ret = links;
	return r;
}

void kernel_links_release(struct kernel_links *links)
{
	free(links->items);
	*links = (struct kernel_links){ 0 };
}

struct kernel_link *kernel_links_find(const struct kernel_links *links, const char *name)
{
	for (size_t i = 0; i < links->count; i++)
		if (strcmp(links->items[i].name, name) == 0)
			return &links->items[i];
	return NULL;
}
