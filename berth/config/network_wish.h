// SPDX-License-Identifier: Apache-2.0
//
// What the network is to be, left for the service `network` (NETWORK_WISH): the kernel command line
// comes first, then network-config.

#ifndef BERTH_NETWORK_WISH_H
#define BERTH_NETWORK_WISH_H

#include <stddef.h>

#include "../network/net_plan.h"
#include "../network/network_cmdline.h"
#include "../yaml/diag.h"

/* On the kernel command line. */
struct network_words_given {
	char *text; /* network_cmdline_words(); NULL: nothing is said there */
	struct network_cmdline cmdline; /* what that comes to */
};

/* By the seed. */
struct network_config_given {
	const char *bytes; /* NULL: it has none */
	size_t len;
	const struct net_plan *plan; /* what that comes to */
	struct diag_list *problems;
};

/* network_wish_read - look at the kernel command line. @problems: gets what is wrong with it */
void network_wish_read(struct diag_list *problems, struct network_words_given *ret);
void network_wish_release(struct network_words_given *words);

/*
 * network_wish_write - leave what counts; nothing if that is what a machine without a word gets,
 * and whoever names no interface that there could be gets that, too.
 * @problems: of the kernel command line
 * Returns 0 or a negative errno.
 */
int network_wish_write(const struct network_words_given *words,
		       const struct network_config_given *config, struct diag_list *problems);

#endif
