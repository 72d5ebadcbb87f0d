// SPDX-License-Identifier: Apache-2.0
//
// Reading `ip=`. See ip_word.h.

#include "ip_word.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../../common/cleanup.h"
#include "../../common/number.h"
#include "../../common/text.h"
#include "net_node.h"

#define FIELDS_MAX 14 /* a hardware address has five colons of its own */
#define MAC_TEXT 64 /* what is cut there is none in any case */

enum field {
	CLIENT,
	PEER, /* the kernel's server, which it mounts its root from */
	GATEWAY,
	NETMASK,
	HOSTNAME,
	IFACE,
	AUTOCONF,
	TAIL
};

struct reader {
	const char *value; /* as it stands there */
	struct diag_list *diags;
	char *fields[FIELDS_MAX];
	size_t count;
	struct ip_word word;
};

static int refuse(struct reader *r, const char *field, const char *problem)
{
	diag_add(r->diags, 0, 0, "ip=%.100s: '%.60s' %s", r->value, field, problem);
	return -EINVAL;
}

static const char *field(const struct reader *r, size_t i)
{
	return i < r->count ? r->fields[i] : "";
}

/* At colons, but for those in brackets, which are taken away. */
static int split(struct reader *r, char *text)
{
	for (char *at = text, *end; at; at = end) {
		char *close = *at == '[' ? strchr(at, ']') : NULL;

		if (*at == '[' && !close)
			return refuse(r, at, "has no closing bracket");
		if (r->count == FIELDS_MAX)
			return refuse(r, at, "is more than there may be");
		if (close) {
			at++;
			memmove(close, close + 1, strlen(close));
		}
		r->fields[r->count++] = at;
		end = strchr(close ? close : at, ':');
		if (end)
			*end++ = '\0';
	}
	return 0;
}

static bool is_ip(const char *text)
{
	struct net_ip ip;

	return net_ip_parse(text, &ip) == 0;
}

static int read_ip(struct reader *r, const char *text, struct net_ip *ret)
{
	if (!*text || net_ip_parse(text, ret) == 0)
		return 0;
	return refuse(r, text, "is no address");
}

/* @text: "": the kernel's, which asks unless it has an address */
static int read_autoconf(struct reader *r, const char *text)
{
	static const struct {
		const char *word;
		bool dhcp4, dhcp6, auto6;
	} ways[] = {
		{ "dhcp", true, false, false },	 { "on", true, false, false },
		{ "any", true, false, false },	 { "dhcp4", true, false, false },
		{ "dhcp6", false, true, false }, { "either6", false, true, true },
		{ "auto6", false, false, true }, { "off", false, false, false },
		{ "none", false, false, false },
	};

	if (!*text) {
		r->word.dhcp4 = r->word.address.ip.family == AF_UNSPEC;
		return 0;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(text, ways[i].word) != 0)
			continue;
		r->word.dhcp4 = ways[i].dhcp4;
		r->word.dhcp6 = ways[i].dhcp6;
		r->word.auto6 = ways[i].auto6;
		return 0;
	}
	return refuse(r, text, "is no way to an address that is supported by this version");
}

static int read_iface(struct reader *r, const char *text)
{
	if (*text && !net_name_is_valid(text))
		return refuse(r, text, "is no name of an interface");
	text_copy(r->word.iface, sizeof(r->word.iface), text);
	return 0;
}

static int read_address(struct reader *r)
{
	const char *client = field(r, CLIENT), *mask = field(r, NETMASK);
	struct net_prefix *address = &r->word.address;
	int len;

	if (!*client)
		return 0;
	if (net_prefix_parse(client, address) < 0)
		return refuse(r, client, "is no address");
	if (strchr(client, '/'))
		return 0;
	if (!*mask)
		return refuse(r, client, "needs a netmask, or the length of its network");
	len = net_netmask_len(mask, address->ip.family);
	if (len < 0)
		return refuse(r, mask, "is no netmask");
	address->len = (unsigned)len;
	return 0;
}

static int read_gateway(struct reader *r)
{
	const char *text = field(r, GATEWAY);
	int ret = read_ip(r, text, &r->word.gateway);

	if (ret == 0 && *text && r->word.gateway.family != r->word.address.ip.family)
		return refuse(r, text, "needs an address of its family");
	return ret;
}

static int read_hostname(struct reader *r)
{
	const char *name = field(r, HOSTNAME);

	if (*name && host_name_check(name))
		return refuse(r, name, "is no host name");
	text_copy(r->word.hostname, sizeof(r->word.hostname), name);
	return 0;
}

/* What was split at its colons, put together again. */
static int read_mac(struct reader *r, size_t from)
{
	char text[MAC_TEXT] = "";
	size_t len = 0;

	for (size_t i = from; i < r->count && len < sizeof(text); i++) {
		text_copy(text + len, sizeof(text) - len, r->fields[i]);
		len = strlen(text);
		if (i + 1 < r->count && len + 1 < sizeof(text))
			text[len++] = ':';
	}
	if (len == 0)
		return 0;
	if (net_mac_parse(text, r->word.mac) < 0)
		return refuse(r, text, "is no hardware address");
	r->word.has_mac = true;
	return 0;
}

static int read_mtu(struct reader *r, const char *text)
{
	int64_t mtu = number_parse(text, NET_MTU_MAX);

	if (!*text)
		return 0;
	if (mtu < NET_MTU_MIN)
		return refuse(r, text, "is neither an mtu nor the address of a name server");
	r->word.mtu = mtu;
	return 0;
}

static int read_servers(struct reader *r, size_t from)
{
	int ret = 0;

	for (size_t i = 0; i < IP_WORD_DNS && ret == 0; i++)
		ret = read_ip(r, field(r, from + i), &r->word.dns[i]);
	if (ret == 0)
		ret = read_ip(r, field(r, from + IP_WORD_DNS), &r->word.ntp);
	if (ret == 0 && r->count > from + IP_WORD_DNS + 1)
		ret = refuse(r, r->fields[from + IP_WORD_DNS + 1], "is more than there may be");
	return ret;
}

/* As the kernel has it, and scripts that print all of its fields, filled or not. */
static bool are_servers(const struct reader *r, size_t from)
{
	for (size_t i = from; i < r->count; i++)
		if (i > from + IP_WORD_DNS || (*r->fields[i] && !is_ip(r->fields[i])))
			return is_ip(field(r, from)) || is_ip(field(r, from + 1));
	return true;
}

/* The kernel and dracut mean different things by it. */
static int read_tail(struct reader *r, size_t from)
{
	int ret;

	if (are_servers(r, from))
		return read_servers(r, from);
	ret = read_mtu(r, field(r, from));
	return ret < 0 ? ret : read_mac(r, from + 1);
}

static int read_long_form(struct reader *r)
{
	int ret = read_address(r);

	if (ret == 0)
		ret = read_gateway(r);
	if (ret == 0)
		ret = read_hostname(r);
	if (ret == 0)
		ret = read_iface(r, field(r, IFACE));
	if (ret == 0)
		ret = read_autoconf(r, field(r, AUTOCONF));
	if (ret == 0)
		ret = read_tail(r, TAIL);
	if (ret == 0 && *field(r, PEER))
		diag_note(r->diags, 0, 0,
			  "ip=%.100s: '%.60s' is not used: nothing is mounted from a server",
			  r->value, field(r, PEER));
	return ret;
}

static int read_short_form(struct reader *r)
{
	int ret = read_iface(r, field(r, 0));

	if (ret == 0)
		ret = read_autoconf(r, field(r, 1));
	return ret < 0 ? ret : read_tail(r, 2);
}

/* An address, or nothing, is what the long form begins with. */
static int read_fields(struct reader *r)
{
	struct net_prefix client;
	const char *first = field(r, 0);

	if (net_prefix_parse(first, &client) == 0 || (!*first && r->count > 1))
		return read_long_form(r);
	return r->count == 1 ? read_autoconf(r, first) : read_short_form(r);
}

int ip_word_parse(const char *value, struct diag_list *diags, struct ip_word *ret)
{
	struct reader r = { .value = value, .diags = diags };
	cleanup_free char *copy = strdup(value);
	int result;

	if (!copy)
		return -ENOMEM;
	result = split(&r, copy);
	if (result == 0)
		result = read_fields(&r);
	if (result == 0)
		*ret = r.word;
	return result;
}
