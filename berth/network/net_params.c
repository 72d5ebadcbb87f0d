// SPDX-License-Identifier: Apache-2.0
//
// Parameters of bonds and bridges. See net_params.h.

#include "net_params.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "../yaml/node_value.h"
#include "net_node.h"

/* What a word stands for is its place in the list: the kernel's numbers, linux/if_bonding.h. */
static const char *const modes[] = { "balance-rr", "active-backup", "balance-xor", "broadcast",
				     "802.3ad",	   "balance-tlb",   "balance-alb", NULL };
static const char *const lacp_rates[] = { "slow", "fast", NULL };
static const char *const hash_policies[] = { "layer2",	 "layer3+4",	"layer2+3", "encap2+3",
					     "encap3+4", "vlan+srcmac", NULL };
static const char *const ad_selects[] = { "stable", "bandwidth", "count", NULL };
static const char *const mac_policies[] = { "none", "active", "follow", NULL };

enum type {
	WORD, /* int */
	NUMBER, /* int64_t */
	TRUTH, /* int */
	NAME,
};

struct param {
	const char *name_v1, *name_v2;
	const char *const *words;
	size_t offset; /* in the link */
	int64_t min, max; /* that the kernel takes */
	enum net_kind of;
	enum type type;
};

#define BOND(field) offsetof(struct net_link, bond.field)
#define BRIDGE(field) offsetof(struct net_link, bridge.field)

static const struct param params[] = {
	{ "mode", "mode", modes, BOND(mode), 0, 0, NET_BOND, WORD },
	{ "lacp-rate", "lacp-rate", lacp_rates, BOND(lacp_rate), 0, 0, NET_BOND, WORD },
	{ "xmit-hash-policy", "transmit-hash-policy", hash_policies, BOND(hash_policy), 0, 0,
	  NET_BOND, WORD },
	{ "ad-select", "ad-select", ad_selects, BOND(ad_select), 0, 0, NET_BOND, WORD },
	{ "fail-over-mac", "fail-over-mac-policy", mac_policies, BOND(fail_over_mac), 0, 0,
	  NET_BOND, WORD },
	{ "miimon", "mii-monitor-interval", NULL, BOND(miimon_ms), 0, 60000, NET_BOND, NUMBER },
	{ "updelay", "up-delay", NULL, BOND(up_delay_ms), 0, 600000, NET_BOND, NUMBER },
	{ "downdelay", "down-delay", NULL, BOND(down_delay_ms), 0, 600000, NET_BOND, NUMBER },
	{ "min-links", "min-links", NULL, BOND(min_links), 0, 255, NET_BOND, NUMBER },
	{ "primary", "primary", NULL, BOND(primary), 0, 0, NET_BOND, NAME },
	{ "stp", "stp", NULL, BRIDGE(stp), 0, 0, NET_BRIDGE, TRUTH },
	{ "fd", "forward-delay", NULL, BRIDGE(forward_delay_s), 0, 30, NET_BRIDGE, NUMBER },
	{ "hello", "hello-time", NULL, BRIDGE(hello_s), 1, 10, NET_BRIDGE, NUMBER },
	{ "maxage", "max-age", NULL, BRIDGE(max_age_s), 6, 40, NET_BRIDGE, NUMBER },
	{ "bridgeprio", "priority", NULL, BRIDGE(priority), 0, 65535, NET_BRIDGE, NUMBER },
};

static void read_word(const struct node *value, const struct param *param, struct diag_list *diags,
		      int *to)
{
	const char *key = value->key->text;
	const char *text = net_node_text(value, key, diags);

	if (!text)
		return;
	for (int i = 0; param->words[i]; i++) {
		const char number[] = { (char)('0' + i), '\0' };

		if (strcmp(text, param->words[i]) == 0 || strcmp(text, number) == 0) {
			*to = i;
			return;
		}
	}
	diag_add(diags, value->line, value->column, "%s: '%.40s' is none that there is", key, text);
}

static const struct param *find(enum net_kind of, const char *name, bool v1)
{
	for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++)
		if (params[i].of == of &&
		    strcmp(name, v1 ? params[i].name_v1 : params[i].name_v2) == 0)
			return &params[i];
	return NULL;
}

void net_param_read(const struct node *value, const char *name, bool v1, struct diag_list *diags,
		    struct net_link *link)
{
	const struct param *param = find(link->kind, name, v1);
	const char *key = value->key->text;
	char *to;

	if (!param) {
		diag_add(diags, value->key->line, value->key->column,
			 "the parameter '%.60s' of a %s is not supported by this version", key,
			 net_kind_name(link->kind));
		return;
	}
	to = (char *)link + param->offset;
	switch (param->type) {
	case WORD:
		read_word(value, param, diags, (int *)(void *)to);
		break;
	case TRUTH:
		net_node_truth(value, key, diags, (int *)(void *)to);
		break;
	case NUMBER:
		node_number(value, key, param->min, param->max, diags, (int64_t *)(void *)to);
		break;
	case NAME:
		(void)net_node_id(value, key, diags, to);
		break;
	}
}
