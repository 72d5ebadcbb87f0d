// SPDX-License-Identifier: Apache-2.0
//
// Values of network-config. See net_node.h.

#include "net_node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../../common/text.h"
#include "../config/user_data/host_name.h"
#include "../yaml/node_value.h"
#include "../yaml/scalar_type.h"

#define DNS_MAX 16 /* of a link; resolv.conf(5) uses three */

const char *net_node_text(const struct node *value, const char *what, struct diag_list *diags)
{
	if (value->kind == NODE_SCALAR && !value->binary && value->type != SCALAR_NULL &&
	    *value->text)
		return value->text;
	diag_add(diags, value->line, value->column, "%s must be a string, not %s", what,
		 value->kind == NODE_SCALAR ? "empty" : node_kind_name(value));
	return NULL;
}

static bool refuse(const struct node *value, const char *what, const char *text, const char *wanted,
		   struct diag_list *diags)
{
	diag_add(diags, value->line, value->column, "%s: '%.60s' is no %s", what, text, wanted);
	return false;
}

bool net_node_ip(const struct node *value, const char *what, struct diag_list *diags,
		 struct net_ip *ret)
{
	const char *text = net_node_text(value, what, diags);

	if (!text || net_ip_parse(text, ret) == 0)
		return text;
	return refuse(value, what, text, "address", diags);
}

bool net_node_prefix(const struct node *value, const char *what, struct diag_list *diags,
		     struct net_prefix *ret)
{
	const char *text = net_node_text(value, what, diags);

	if (!text || net_prefix_parse(text, ret) == 0)
		return text;
	return refuse(value, what, text, "address with a length of its network (192.0.2.1/24)",
		      diags);
}

bool net_node_mac(const struct node *value, const char *what, struct diag_list *diags,
		  unsigned char ret[NET_MAC_LEN])
{
	const char *text = net_node_text(value, what, diags);

	if (!text || net_mac_parse(text, ret) == 0)
		return text;
	return refuse(value, what, text, "hardware address (52:54:00:12:34:56)", diags);
}

bool net_node_name(const struct node *value, const char *what, struct diag_list *diags,
		   char ret[NET_NAME_MAX + 1])
{
	const char *text = net_node_text(value, what, diags);

	if (!text)
		return false;
	if (!net_name_is_valid(text))
		return refuse(value, what, text,
			      "name of an interface (letters, digits, '.', '_', '-'; at most 15)",
			      diags);
	text_copy(ret, NET_NAME_MAX + 1, text);
	return true;
}

bool net_node_id(const struct node *value, const char *what, struct diag_list *diags,
		 char ret[NET_ID_MAX + 1])
{
	const char *text = net_node_text(value, what, diags);

	if (!text)
		return false;
	if (strlen(text) > NET_ID_MAX)
		return refuse(value, what, text, "name of at most 63 bytes", diags);
	text_copy(ret, NET_ID_MAX + 1, text);
	return true;
}

static bool is_dns(const char *word)
{
	struct net_ip ip;

	return net_ip_parse(word, &ip) == 0;
}

static bool is_domain(const char *word)
{
	return !host_name_check(word) || strcmp(word, ".") == 0;
}

struct words {
	const char *what, *wanted;
	bool (*fits)(const char *word);
	struct diag_list *diags;
	struct string_list *list;
};

static int add_word(const struct words *w, const struct node *value, const char *word)
{
	if (!w->fits(word)) {
		(void)refuse(value, w->what, word, w->wanted, w->diags);
		return 0;
	}
	if (string_list_has(w->list, word))
		return 0;
	if (w->list->count == DNS_MAX)
		return net_room(-ENOSPC, value, w->what, w->diags);
	return string_list_add(w->list, word, strlen(word));
}

static int add_words(const struct words *w, const struct node *value)
{
	const char *text = net_node_text(value, w->what, w->diags);
	char *copy = text ? strdup(text) : NULL;
	char *rest = copy;
	int r = 0;

	if (!text)
		return 0;
	if (!copy)
		return -ENOMEM;
	for (char *word = strtok_r(rest, " \t,", &rest); word && r == 0;
	     word = strtok_r(NULL, " \t,", &rest))
		r = add_word(w, value, word);
	free(copy);
	return r;
}

static int add_all(const struct words *w, const struct node *value)
{
	int r = 0;

	if (value->kind == NODE_SCALAR)
		return value->type == SCALAR_NULL ? 0 : add_words(w, value);
	if (value->kind != NODE_LIST) {
		diag_add(w->diags, value->line, value->column, "%s must be a list", w->what);
		return 0;
	}
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = add_words(w, item);
	return r;
}

int net_node_dns(const struct node *value, const char *what, struct diag_list *diags,
		 struct string_list *ret)
{
	const struct words w = { what, "address", is_dns, diags, ret };

	return add_all(&w, value);
}

int net_node_search(const struct node *value, const char *what, struct diag_list *diags,
		    struct string_list *ret)
{
	const struct words w = { what, "domain", is_domain, diags, ret };

	return add_all(&w, value);
}

static int add_member(const struct node *item, const char *what, struct diag_list *diags,
		      struct string_list *list)
{
	char name[NET_ID_MAX + 1];

	if (!net_node_id(item, what, diags, name) || string_list_has(list, name))
		return 0;
	if (list->count == NET_LINKS_MAX)
		return net_room(-ENOSPC, item, what, diags);
	return string_list_add(list, name, strlen(name));
}

int net_node_members(const struct node *value, const char *what, struct diag_list *diags,
		     struct string_list *ret)
{
	int r = 0;

	string_list_release(ret);
	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column, "%s must be a list of names", what);
		return 0;
	}
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = add_member(item, what, diags, ret);
	return r;
}

void net_node_truth(const struct node *value, const char *what, struct diag_list *diags, int *ret)
{
	struct node word = *value;
	size_t before = diag_found(diags);
	bool truth = false;

	if (word.kind == NODE_SCALAR)
		word.type = scalar_type_of(word.text);
	node_bool(&word, what, diags, &truth);
	if (diag_found(diags) == before)
		*ret = truth;
}

struct net_route net_gateway_route(const struct net_ip *gateway)
{
	return (struct net_route){
		.to = { .ip = { .family = gateway->family } },
		.via = *gateway,
		.metric = -1,
	};
}

bool net_contains(const struct net_prefix *network, const struct net_ip *ip)
{
	struct net_prefix of_ip = { .ip = *ip, .len = network->len };
	struct net_prefix other = *network;

	if (ip->family != network->ip.family)
		return false;
	net_prefix_clear_host(&of_ip);
	net_prefix_clear_host(&other);
	return memcmp(of_ip.ip.bytes, other.ip.bytes, sizeof(other.ip.bytes)) == 0;
}

int net_room(int r, const struct node *value, const char *what, struct diag_list *diags)
{
	if (r != -ENOSPC)
		return r;
	diag_add(diags, value->line, value->column,
		 "%s: more than there is room for; it is left out", what);
	return 0;
}
