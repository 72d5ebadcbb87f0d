// SPDX-License-Identifier: Apache-2.0
//
// ip=, vlan=, bond=, nameserver=. See network_word.h.

#include "network_word.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "../../common/cleanup.h"
#include "../../common/number.h"
#include "../../common/text.h"
#include "../yaml/node_value.h"
#include "ip_word.h"
#include "net_node.h"
#include "net_params.h"

#define VLAN_ID_MAX 4094
#define FIRST "eth0" /* the first card, which an address without a name is for */
#define DIGITS "0123456789"

/* As it would stand in a file: what is checked there is checked here. Nobody changes the text. */
static struct node node_of(const char *text)
{
	return (struct node){ .kind = NODE_SCALAR, .type = SCALAR_STRING, .text = (char *)text };
}

static void refuse(struct network_words *w, const char *key, const char *part, const char *problem)
{
	diag_add(w->diags, 0, 0, "%s=: '%.60s' %s", key, part, problem);
}

/* Returns 1 if it cannot be, which is told. */
static int add_link(struct network_words *w, enum net_kind kind, const char *name,
		    struct net_link **ret)
{
	int r = net_plan_add(&w->cmdline->plan, kind, name, ret);

	if (r == 0 || r == -ENOMEM)
		return r;
	diag_add(w->diags, 0, 0, "'%s' %s", name,
		 r == -EEXIST ? "is given twice; the first one counts"
			      : "is left out: there is no room for more");
	return 1;
}

int network_word_link(struct network_words *w, const char *name, struct net_link **ret)
{
	bool every = strcmp(name, NETWORK_WORD_EVERY) == 0;
	int r = 0;

	*ret = net_plan_find(&w->cmdline->plan, name);
	if (*ret)
		return 0;
	r = add_link(w, NET_ETHERNET, name, ret);
	if (r == 0)
		text_copy((*ret)->match.name, sizeof((*ret)->match.name), every ? "*" : name);
	return r;
}

static int add_dns(struct network_words *w, const struct net_ip *ip, struct net_link *link)
{
	char text[INET6_ADDRSTRLEN];
	const struct node node = node_of(net_ip_print(ip, text));

	return ip->family == AF_UNSPEC ? 0 : net_node_dns(&node, "ip=", w->diags, &link->dns);
}

static int add_route(const struct ip_word *word, struct net_link *link)
{
	struct net_route route = net_gateway_route(&word->gateway);

	if (word->gateway.family == AF_UNSPEC)
		return 0;
	/* some hosters have the gateway outside of the network of the address */
	route.on_link =
		!net_contains(&word->address, &word->gateway) && !net_is_link_local(&word->gateway);
	return net_link_add_route(link, &route);
}

static int add_addresses(struct network_words *w, const struct ip_word *word, struct net_link *link)
{
	const struct node here = node_of("");
	int r = 0;

	if (word->address.ip.family != AF_UNSPEC)
		r = net_link_add_address(link, &word->address);
	if (r == 0)
		r = add_route(word, link);
	return net_room(r, &here, "ip=", w->diags);
}

static void set_how(const struct ip_word *word, struct net_link *link)
{
	link->dhcp4 = link->dhcp4 || word->dhcp4;
	link->dhcp6 = link->dhcp6 || word->dhcp6;
	if (word->auto6)
		link->accept_ra = 1;
	if (word->mtu > 0)
		link->mtu = word->mtu;
	if (word->has_mac) {
		memcpy(link->mac, word->mac, sizeof(link->mac));
		link->has_mac = true;
	}
}

static int fill_link(struct network_words *w, const struct ip_word *word, struct net_link *link)
{
	int r = add_addresses(w, word, link);

	set_how(word, link);
	for (size_t i = 0; i < IP_WORD_DNS && r == 0; i++)
		r = add_dns(w, &word->dns[i], link);
	return r;
}

/* What the machine gets, whichever link it is. */
static int take_machine(struct network_words *w, const struct ip_word *word)
{
	char text[INET6_ADDRSTRLEN];
	int r = 0;

	if (*word->hostname)
		r = text_keep(&w->cmdline->hostname, word->hostname);
	if (r == 0 && word->ntp.family != AF_UNSPEC)
		r = string_list_add_once(&w->cmdline->ntp, net_ip_print(&word->ntp, text));
	return r;
}

/* Without a name: all cards, or the one that a single address can be for. */
static const char *link_name(const struct ip_word *word)
{
	if (*word->iface)
		return word->iface;
	if (word->address.ip.family != AF_UNSPEC)
		return FIRST;
	return word->dhcp4 || word->dhcp6 || word->auto6 ? NETWORK_WORD_EVERY : NULL;
}

int network_word_ip(struct network_words *w, char *value)
{
	struct ip_word word;
	struct net_link *link;
	int r = ip_word_parse(value, w->diags, &word);
	const char *name = r == 0 ? link_name(&word) : NULL;

	if (r == 0)
		r = take_machine(w, &word);
	if (r < 0)
		return r == -EINVAL ? 0 : r;
	if (!name) {
		w->off = true;
		return 0;
	}
	r = network_word_link(w, name, &link);
	if (r != 0)
		return r < 0 ? r : 0;
	r = fill_link(w, &word, link);
	return r < 0 ? r : string_list_add_once(&w->asked, name);
}

/* "vlan5", "eth0.5", "eth0.0005"; -EINVAL: none. */
static int64_t vlan_id(const char *name)
{
	size_t len = strlen(name);

	while (len > 0 && strchr(DIGITS, name[len - 1]))
		len--;
	return number_parse(name + len, VLAN_ID_MAX);
}

static bool is_name(struct network_words *w, const char *key, const char *name)
{
	if (net_name_is_valid(name))
		return true;
	refuse(w, key, name, "is no name of an interface");
	return false;
}

int network_word_vlan(struct network_words *w, char *value)
{
	const char *name = strsep(&value, ":");
	int64_t id = vlan_id(name);
	struct net_link *link;
	int r;

	if (!is_name(w, "vlan", name) || !is_name(w, "vlan", value ? value : ""))
		return 0;
	if (id < 0) {
		refuse(w, "vlan", name, "does not end in a number from 0 to 4094");
		return 0;
	}
	r = add_link(w, NET_VLAN, name, &link);
	if (r != 0)
		return r < 0 ? r : 0;
	link->vlan_id = (int)id;
	text_copy(link->parent, sizeof(link->parent), value);
	return 0;
}

static int add_members(struct network_words *w, char *names, struct string_list *members)
{
	int r = 0;

	for (char *name; r == 0 && (name = strsep(&names, ","));)
		if (is_name(w, "bond", name) && members->count < NET_LINKS_MAX)
			r = string_list_add_once(members, name);
	return r;
}

/* "lacp_rate=fast": called as in version 1 of a network-config, but for the '_'. */
static int read_option(struct network_words *w, char *option, struct net_link *link)
{
	char *value = option;
	char *name = strsep(&value, "=");
	cleanup_free char *where = format_text("bond=%s: %.60s", link->name, name);
	struct node key = node_of(where);
	struct node node = node_of(value);

	if (!where)
		return -ENOMEM;
	if (!value || !*value) {
		refuse(w, "bond", name, "has no value");
		return 0;
	}
	for (char *c = name; *c; c++)
		if (*c == '_')
			*c = '-';
	node.key = &key;
	net_param_read(&node, name, true, w->diags, link);
	return 0;
}

static int read_options(struct network_words *w, char *options, struct net_link *link)
{
	int r = 0;

	for (char *option; r == 0 && (option = strsep(&options, ","));)
		r = read_option(w, option, link);
	return r;
}

static void read_mtu(struct network_words *w, const char *text, struct net_link *link)
{
	const struct node node = node_of(text);

	node_number(&node, "bond=: the mtu", NET_MTU_MIN, NET_MTU_MAX, w->diags, &link->mtu);
}

/* What is not given is what dracut has for it. */
int network_word_bond(struct network_words *w, char *value)
{
	const char *name = strsep(&value, ":");
	char *members = value ? strsep(&value, ":") : NULL;
	char *options = value ? strsep(&value, ":") : NULL;
	char both[] = "eth0,eth1", alternating[] = "mode=balance-rr";
	struct net_link *link;
	int r;

	if (!*name)
		name = "bond0";
	if (!is_name(w, "bond", name))
		return 0;
	r = add_link(w, NET_BOND, name, &link);
	if (r != 0)
		return r < 0 ? r : 0;
	r = add_members(w, members && *members ? members : both, &link->members);
	if (r == 0)
		r = read_options(w, options && *options ? options : alternating, link);
	if (r == 0 && value && *value)
		read_mtu(w, value, link);
	return r;
}

int network_word_nameserver(struct network_words *w, char *value)
{
	size_t len = strlen(value);
	bool brackets = len > 1 && *value == '[' && value[len - 1] == ']';
	struct node node;

	if (brackets)
		value[len - 1] = '\0';
	node = node_of(value + brackets);
	return net_node_dns(&node, "nameserver=", w->diags, &w->cmdline->plan.dns);
}
