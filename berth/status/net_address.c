// SPDX-License-Identifier: Apache-2.0
//
// The addresses by which the machine is reached. See net_address.h.

#include "net_address.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define SYS_NET "/sys/class/net"
#define ATTRIBUTE_MAX 4096

bool net_is_of_containers(const struct net_interface *interface)
{
	if (interface->bridge)
		return !interface->has_device_port;
	return !interface->device && !interface->typed && interface->link != 0 &&
	       interface->link != interface->index;
}

bool net_address_counts(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;
		in_addr_t host = ntohl(in->sin_addr.s_addr);

		return host >> 24 != 127 && host >> 16 != (169 << 8 | 254);
	}
	if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)address;

		return !IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) &&
		       !IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr);
	}
	return false;
}

static bool exists(const char *interface, const char *name)
{
	cleanup_free char *path = format_text(SYS_NET "/%s/%s", interface, name);

	return path && access(path, F_OK) == 0;
}

static unsigned read_number(const char *interface, const char *name)
{
	cleanup_free char *path = format_text(SYS_NET "/%s/%s", interface, name);
	cleanup_free char *text = NULL;

	if (!path || read_file(path, ATTRIBUTE_MAX, &text, NULL) < 0)
		return 0;
	return (unsigned)strtoul(text, NULL, 10);
}

static bool has_type(const char *interface)
{
	cleanup_free char *path = format_text(SYS_NET "/%s/uevent", interface);
	cleanup_free char *text = NULL;

	return path && read_file(path, ATTRIBUTE_MAX, &text, NULL) == 0 && strstr(text, "DEVTYPE=");
}

static bool has_device_port(const char *bridge)
{
	cleanup_free char *path = format_text(SYS_NET "/%s/brif", bridge);
	cleanup_dir DIR *dir = path ? opendir(path) : NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		/* a VLAN or a bond as a port leads out, too */
		if (entry->d_name[0] != '.' &&
		    (exists(entry->d_name, "device") || has_type(entry->d_name)))
			return true;
	return false;
}

static void describe(const char *name, struct net_interface *ret)
{
	*ret = (struct net_interface){
		.bridge = exists(name, "bridge"),
		.has_device_port = has_device_port(name),
		.device = exists(name, "device"),
		.typed = has_type(name),
		.index = read_number(name, "ifindex"),
		.link = read_number(name, "iflink"),
	};
}

static unsigned count_bits(const void *data, size_t len)
{
	const unsigned char *bytes = data;
	unsigned bits = 0;

	for (size_t i = 0; i < len; i++)
		bits += (unsigned)__builtin_popcount(bytes[i]);
	return bits;
}

static const void *bytes_of(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET6)
		return &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	return &((const struct sockaddr_in *)(const void *)address)->sin_addr;
}

static int add(struct net_address_list *list, const struct ifaddrs *item)
{
	bool ipv6 = item->ifa_addr->sa_family == AF_INET6;
	size_t len = ipv6 ? sizeof(struct in6_addr) : sizeof(struct in_addr);
	char text[INET6_ADDRSTRLEN] = "";
	struct net_address *grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
	struct net_address *entry;

	if (!grown)
		return -ENOMEM;
	list->items = grown;
	entry = &grown[list->count++];
	(void)inet_ntop(item->ifa_addr->sa_family, bytes_of(item->ifa_addr), text, sizeof(text));
	*entry = (struct net_address){
		.interface = strdup(item->ifa_name),
		.ipv6 = ipv6,
		.text = strdup(text),
		.prefix = item->ifa_netmask ? count_bits(bytes_of(item->ifa_netmask), len)
					    : (unsigned)len * 8,
	};
	return entry->interface && entry->text ? 0 : -ENOMEM;
}

int net_address_list_read(struct net_address_list *ret_list)
{
	struct net_address_list list = { 0 };
	struct ifaddrs *all;
	int r = getifaddrs(&all) < 0 ? -errno : 0;

	if (r < 0)
		return r;
	for (const struct ifaddrs *item = all; r == 0 && item; item = item->ifa_next) {
		struct net_interface interface;

		if (!item->ifa_addr || !net_address_counts(item->ifa_addr))
			continue;
		describe(item->ifa_name, &interface);
		if (!net_is_of_containers(&interface))
			r = add(&list, item);
	}
	freeifaddrs(all);
	if (r < 0) {
		net_address_list_release(&list);
		return r;
	}
	*ret_list = list;
	return 0;
}

void net_address_list_release(struct net_address_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].interface);
		free(list->items[i].text);
	}
	free(list->items);
	*list = (struct net_address_list){ 0 };
}

int net_address_watch(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK,
				       .nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR };
	cleanup_fd int fd =
		socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

int net_address_wait(int fd, int timeout_ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	char scrap[8192];
	int n = poll(&pfd, 1, timeout_ms);

	if (n < 0 && errno != EINTR)
		return -errno;
	/* which change it was does not matter: each is a reason to look again */
	while (n > 0 && (recv(fd, scrap, sizeof(scrap), 0) > 0 || errno == ENOBUFS))
		errno = 0;
	return 0;
}
