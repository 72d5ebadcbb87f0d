// SPDX-License-Identifier: Apache-2.0
//
// Hosts and URLs. See net_url.h.

#include "net_url.h"

#include <arpa/inet.h>
#include <string.h>

#include "../../../common/text.h"

#define HOST_MAX 255
#define PORT_MAX 65535
#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static bool is_of(const char *text, size_t len, const char *allowed)
{
	for (size_t i = 0; i < len; i++)
		if (!text[i] || !strchr(allowed, text[i]))
			return false;
	return true;
}

static bool is_port(const char *text, size_t len)
{
	unsigned long port = 0;

	if (len == 0 || len > 5 || !is_of(text, len, "0123456789"))
		return false;
	for (size_t i = 0; i < len; i++)
		port = port * 10 + (unsigned long)(text[i] - '0');
	return port > 0 && port <= PORT_MAX;
}

/* Labels between dots; one that begins or ends with `-` is none. */
static bool is_name(const char *text, size_t len)
{
	const char *end = text + len;

	if (len == 0 || !is_of(text, len, ALNUM ".-_"))
		return false;
	for (const char *label = text; label <= end;) {
		const char *dot = memchr(label, '.', (size_t)(end - label));
		const char *stop = dot ? dot : end;

		if (stop == label || *label == '-' || stop[-1] == '-')
			return false;
		label = stop + 1;
	}
	return true;
}

/* In brackets. */
static bool is_ipv6(const char *text, size_t len)
{
	char address[INET6_ADDRSTRLEN];
	struct in6_addr parsed;

	if (len < 2 || len - 2 >= sizeof(address) || text[0] != '[' || text[len - 1] != ']')
		return false;
	text_copy(address, len - 1, text + 1);
	return inet_pton(AF_INET6, address, &parsed) == 1;
}

bool net_host_is_valid(const char *host, size_t len)
{
	const char *bracket = memchr(host, ']', len);
	const char *from = bracket ? bracket : host;
	const char *colon = memchr(from, ':', len - (size_t)(from - host));
	size_t name_len = colon ? (size_t)(colon - host) : len;

	if (len > HOST_MAX || (colon && !is_port(colon + 1, len - name_len - 1)))
		return false;
	return is_name(host, name_len) || is_ipv6(host, name_len);
}

static size_t scheme_of(const char *url, const char *const schemes[])
{
	for (size_t i = 0; schemes[i]; i++)
		if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
			return strlen(schemes[i]);
	return 0;
}

bool net_url_split(const char *url, const char *const schemes[], struct net_url *ret)
{
	struct net_url parts = { .scheme_len = scheme_of(url, schemes) };
	const char *at = url + parts.scheme_len;
	size_t len = strlen(url);
	const char *user_end;

	if (parts.scheme_len == 0 || len > NET_URL_MAX ||
	    !is_of(url, len, ALNUM "-._~%!&()*+,;=:@[]/"))
		return false;
	for (const char *percent = strchr(at, '%'); percent; percent = strchr(percent + 1, '%'))
		if (strspn(percent + 1, "0123456789ABCDEFabcdef") < 2)
			return false;
	parts.path = at + strcspn(at, "/");
	user_end = memchr(at, '@', (size_t)(parts.path - at));
	if (user_end && (size_t)(user_end - at) > strcspn(at, "[]"))
		return false;
	if (user_end) {
		parts.user = at;
		parts.user_len = (size_t)(user_end - at);
		at = user_end + 1;
	}
	parts.host = at;
	parts.host_len = (size_t)(parts.path - at);
	*ret = parts;
	return net_host_is_valid(parts.host, parts.host_len) && !strstr(parts.path, "..");
}
