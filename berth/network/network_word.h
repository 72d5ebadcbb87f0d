// SPDX-License-Identifier: Apache-2.0
//
// Single words of the kernel command line, put into a plan of the network. Pure.

#ifndef BERTH_NETWORK_WORD_H
#define BERTH_NETWORK_WORD_H

#include <stdbool.h>

#include "network_cmdline.h"

#define NETWORK_WORD_EVERY "wired" /* the link that stands for all cards that are not named */

struct network_words {
	struct diag_list *diags; /* gets the problems, each with its word */
	struct network_cmdline *cmdline; /* what comes out */
	struct string_list asked; /* links that an ip= is for */
	bool off; /* an ip= says that nothing is to be done */
};

/*
 * Each reads one word. A link that others name need not be there yet: what is no VLAN and no bond
 * when an `ip=` comes is a card.
 * @value: what stands behind the `=`; may be changed
 * Returns 0, also for a bad one, or -ENOMEM.
 */
int network_word_ip(struct network_words *words, char *value);
int network_word_vlan(struct network_words *words, char *value);
int network_word_bond(struct network_words *words, char *value);
int network_word_nameserver(struct network_words *words, char *value);

/*
 * network_word_link - the link of a name; a card if there is none.
 * @ret: as net_plan_add()
 * Returns 0, 1 if there is no room for it, which is told, or -ENOMEM.
 */
int network_word_link(struct network_words *words, const char *name, struct net_link **ret);

#endif
