// SPDX-License-Identifier: Apache-2.0
//
// Readers of small texts. See proc_text.h. Lines that do not look right are skipped.

#include "proc_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/route.h>
#include <stdio.h>
#include <string.h>

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

int meminfo_value(const char *text, const char *key, uint64_t *ret_bytes)
{
	size_t len = strlen(key);
	uint64_t kilobytes;

	for (const char *line = text; *line; line = next_line(line)) {
		if (strncmp(line, key, len) != 0 || line[len] != ':')
			continue;
		if (sscanf(line + len + 1, "%" SCNu64 " kB", &kilobytes) != 1)
			return -ENOENT;
		*ret_bytes = kilobytes * 1024;
		return 0;
	}
	return -ENOENT;
}

static int add_once(struct string_list *list, const char *text)
{
	return string_list_has(list, text) ? 0 : string_list_add(list, text, strlen(text));
}

int route_gateways(const char *text, struct string_list *list)
{
	int r = 0;

	for (const char *line = text; r == 0 && *line; line = next_line(line)) {
		char address[INET_ADDRSTRLEN];
		unsigned flags, mask;
		struct in_addr to, gateway;

		/* interface, destination, gateway, flags, three counts, mask; addresses as the
		 * processor reads the four bytes that are sent */
		if (sscanf(line, "%*s %x %x %x %*s %*s %*s %x", &to.s_addr, &gateway.s_addr, &flags,
			   &mask) != 4)
			continue;
		if (to.s_addr != 0 || mask != 0 || !(flags & RTF_GATEWAY))
			continue;
		if (inet_ntop(AF_INET, &gateway, address, sizeof(address)))
			r = add_once(list, address);
	}
	return r;
}

/* 32 hexadecimal digits. */
static bool parse_ipv6(const char *digits, struct in6_addr *ret)
{
	for (size_t i = 0; i < sizeof(ret->s6_addr); i++) {
		unsigned byte;

		if (sscanf(digits + 2 * i, "%2x", &byte) != 1)
			return false;
		ret->s6_addr[i] = (unsigned char)byte;
	}
	return true;
}

int ipv6_route_gateways(const char *text, struct string_list *list)
{
	int r = 0;

	for (const char *line = text; r == 0 && *line; line = next_line(line)) {
		char to[33], next[33], interface[64], address[INET6_ADDRSTRLEN], full[128];
		unsigned prefix, flags;
		struct in6_addr target, gateway;

		if (sscanf(line, "%32s %x %*s %*s %32s %*s %*s %*s %x %63s", to, &prefix, next,
			   &flags, interface) != 5)
			continue;
		if (!parse_ipv6(to, &target) || !parse_ipv6(next, &gateway))
			continue;
		if (prefix != 0 || !IN6_IS_ADDR_UNSPECIFIED(&target) || !(flags & RTF_GATEWAY))
			continue;
		(void)inet_ntop(AF_INET6, &gateway, address, sizeof(address));
		(void)snprintf(full, sizeof(full), "%s%%%s", address, interface);
		r = add_once(list, full);
	}
	return r;
}

int resolv_servers(const char *text, struct string_list *list)
{
	static const char key[] = "nameserver";
	int r = 0;

	for (const char *line = text; r == 0 && *line; line = next_line(line)) {
		char server[128];
		const char *value = line + strlen(key);
		size_t blanks, len;

		if (strncmp(line, key, strlen(key)) != 0)
			continue;
		blanks = strspn(value, " \t");
		len = strcspn(value + blanks, " \t\n");
		if (blanks == 0 || len == 0 || len >= sizeof(server))
			continue;
		(void)snprintf(server, sizeof(server), "%.*s", (int)len, value + blanks);
		r = add_once(list, server);
	}
	return r;
}
