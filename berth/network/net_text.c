// SPDX-License-Identifier: Apache-2.0
//
// Addresses and names. See net_text.h.

#include "net_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/number.h"

int net_ip_parse(const char *text, struct net_ip *ret)
{
	struct net_ip ip = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };

	if (inet_pton(ip.family, text, ip.bytes) != 1)
		return -EINVAL;
	*ret = ip;
	return 0;
}

unsigned net_ip_bits(const struct net_ip *ip)
{
	return ip->family == AF_INET6 ? 128 : 32;
}

bool net_is_link_local(const struct net_ip *ip)
{
	return ip->family == AF_INET6 && ip->bytes[0] == 0xFE && (ip->bytes[1] & 0xC0) == 0x80;
}

int net_prefix_parse(const char *text, struct net_prefix *ret)
{
	const char *slash = strchr(text, '/');
	char address[INET6_ADDRSTRLEN] = "";
	struct net_prefix prefix;
	int64_t len;

	if (!slash) {
		if (net_ip_parse(text, &prefix.ip) < 0)
			return -EINVAL;
		prefix.len = net_ip_bits(&prefix.ip);
		*ret = prefix;
		return 0;
	}
	if ((size_t)(slash - text) >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, (size_t)(slash - text));
	if (net_ip_parse(address, &prefix.ip) < 0)
		return -EINVAL;
	len = number_parse(slash + 1, net_ip_bits(&prefix.ip));
	if (len < 0)
		return -EINVAL;
	prefix.len = (unsigned)len;
	*ret = prefix;
	return 0;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

int net_mac_parse(const char *text, unsigned char ret[NET_MAC_LEN])
{
	unsigned char mac[NET_MAC_LEN];

	for (size_t i = 0; i < NET_MAC_LEN; i++) {
		int high = hex_digit(text[0]);
		int low = high < 0 ? -1 : hex_digit(text[1]);

		if (low < 0)
			return -EINVAL;
		mac[i] = (unsigned char)(high << 4 | low);
		text += 2;
		if (i + 1 < NET_MAC_LEN && *text != ':' && *text != '-')
			return -EINVAL;
		text += i + 1 < NET_MAC_LEN;
	}
	if (*text)
		return -EINVAL;
	memcpy(ret, mac, NET_MAC_LEN);
	return 0;
}

/* Ones, and behind them zeros. */
int net_netmask_len(const char *text, int family)
{
	struct net_ip mask;
	unsigned len = 0;
	int64_t number = number_parse(text, family == AF_INET6 ? 128 : 32);

	if (number >= 0)
		return (int)number;
	if (net_ip_parse(text, &mask) < 0 || mask.family != family)
		return -EINVAL;
	while (len < net_ip_bits(&mask) && mask.bytes[len / 8] & (0x80 >> len % 8))
		len++;
	for (unsigned bit = len; bit < net_ip_bits(&mask); bit++)
		if (mask.bytes[bit / 8] & (0x80 >> bit % 8))
			return -EINVAL;
	return (int)len;
}

void net_prefix_clear_host(struct net_prefix *prefix)
{
	for (unsigned bit = prefix->len; bit < net_ip_bits(&prefix->ip); bit++)
		prefix->ip.bytes[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
}

const char *net_ip_print(const struct net_ip *ip, char *text)
{
	return inet_ntop(ip->family, ip->bytes, text, INET6_ADDRSTRLEN) ? text : "?";
}

bool net_name_is_valid(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";
	size_t len = strlen(name);

	return len > 0 && len <= NET_NAME_MAX && strspn(name, allowed) == len &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && *name != '-' &&
	       strcmp(name, "lo") != 0 && strcmp(name, "all") != 0 && strcmp(name, "default") != 0;
}
