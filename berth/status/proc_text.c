// SPDX-License-Identifier: Apache-2.0
//
// Readers of small texts. See proc_text.h. Lines that do not look right are skipped.

#include "proc_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"
#define FIELDS_MAX 10
#define IPV6_DIGITS 32

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

static size_t word_len(const char *word)
{
	return strcspn(word, BLANKS "\n");
}

/* Where the words of a line begin. Returns how many there are, FIELDS_MAX at most. */
static size_t split(const char *line, const char *fields[FIELDS_MAX])
{
	size_t count = 0;

	for (line += strspn(line, BLANKS); *line && *line != '\n' && count < FIELDS_MAX;
	     line += strspn(line, BLANKS)) {
		fields[count++] = line;
		line += word_len(line);
	}
	return count;
}

/* A word that is a number as a whole. */
static bool parse_number(const char *word, int base, unsigned long long *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(word, &end, base);
	return errno == 0 && end > word && end == word + word_len(word);
}

int meminfo_value(const char *text, const char *key, uint64_t *ret_bytes)
{
	size_t len = strlen(key);

	for (const char *line = text; *line; line = next_line(line)) {
		const char *fields[FIELDS_MAX];
		unsigned long long kilobytes;

		if (strncmp(line, key, len) != 0 || line[len] != ':')
			continue;
		if (split(line, fields) < 2 || !parse_number(fields[1], 10, &kilobytes))
			return -ENOENT;
		*ret_bytes = kilobytes * 1024;
		return 0;
	}
	return -ENOENT;
}

static int add_once(struct string_list *list, const char *text)
{
	return string_list_add_once(list, text);
}

int route_gateways(const char *text, struct string_list *list)
{
	int r = 0;

	for (const char *line = text; r == 0 && *line; line = next_line(line)) {
		/* interface, destination, gateway, flags, three counts, mask ... */
		const char *f[FIELDS_MAX];
		unsigned long long to, gateway, flags, mask;
		char address[INET_ADDRSTRLEN];
		struct in_addr in;

		if (split(line, f) < 8 || !parse_number(f[1], 16, &to) ||
		    !parse_number(f[2], 16, &gateway) || !parse_number(f[3], 16, &flags) ||
		    !parse_number(f[7], 16, &mask))
			continue;
		if (to != 0 || mask != 0 || !(flags & RTF_GATEWAY))
			continue;
		/* written as the processor reads the four bytes that are sent */
		in.s_addr = (in_addr_t)gateway;
		if (inet_ntop(AF_INET, &in, address, sizeof(address)))
			r = add_once(list, address);
	}
	return r;
}

static int digit_value(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = digit ? strchr(digits, digit) : NULL;

	return at ? (int)(at - digits) : -1;
}

static bool parse_ipv6(const char *word, struct in6_addr *ret)
{
	if (word_len(word) != IPV6_DIGITS)
		return false;
	for (size_t i = 0; i < IPV6_DIGITS; i += 2) {
		int high = digit_value(word[i]), low = digit_value(word[i + 1]);

		if (high < 0 || low < 0)
			return false;
		ret->s6_addr[i / 2] = (unsigned char)(high * 16 + low);
	}
	return true;
}

int ipv6_route_gateways(const char *text, struct string_list *list)
{
	int r = 0;

	for (const char *line = text; r == 0 && *line; line = next_line(line)) {
		/* destination, its prefix, source, its prefix, gateway, three counts, flags,
		 * interface */
		const char *f[FIELDS_MAX];
		char address[INET6_ADDRSTRLEN], full[INET6_ADDRSTRLEN + 32];
		unsigned long long prefix, flags;
		struct in6_addr target, gateway;

		if (split(line, f) < 10 || !parse_ipv6(f[0], &target) ||
		    !parse_number(f[1], 16, &prefix) || !parse_ipv6(f[4], &gateway) ||
		    !parse_number(f[8], 16, &flags))
			continue;
		if (prefix != 0 || !IN6_IS_ADDR_UNSPECIFIED(&target) || !(flags & RTF_GATEWAY))
			continue;
		(void)inet_ntop(AF_INET6, &gateway, address, sizeof(address));
		(void)snprintf(full, sizeof(full), "%s%%%.*s", address, (int)word_len(f[9]), f[9]);
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
