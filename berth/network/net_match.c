// SPDX-License-Identifier: Apache-2.0
//
// Finding the hardware that is meant. See net_match.h.

#include "net_match.h"

#include <fnmatch.h>
#include <string.h>

static bool is_one_card(const struct net_match *match)
{
	return match->has_mac || !strpbrk(match->name, "*?[");
}

static bool fits(const struct net_link *link, const struct kernel_link *card)
{
	const struct net_match *match = &link->match;

	if (link->kind != NET_ETHERNET || match->nothing || (!*match->name && !match->has_mac))
		return false;
	if (match->has_mac && (!card->has_mac || memcmp(match->mac, card->mac, NET_MAC_LEN) != 0))
		return false;
	return !*match->name || fnmatch(match->name, card->first_name, 0) == 0;
}

const struct net_link *net_match(const struct net_plan *plan, const struct kernel_link *card)
{
	const struct net_link *many = NULL;

	if (!card->wired)
		return NULL;
	for (size_t i = 0; i < plan->count; i++) {
		const struct net_link *link = &plan->links[i];

		if (!fits(link, card))
			continue;
		if (is_one_card(&link->match))
			return link;
		if (!many)
			many = link;
	}
	return many;
}
