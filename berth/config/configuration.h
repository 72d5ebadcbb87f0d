// SPDX-License-Identifier: Apache-2.0
//
// All that is known about what this machine should be: the files of the source, what `berth config
// apply` left on top of them, what was read of both, and what was wrong with them. Changes nothing.

#ifndef BERTH_CONFIGURATION_H
#define BERTH_CONFIGURATION_H

#include <stdbool.h>
#include <stdio.h>

#include "../network/net_plan.h"
#include "../yaml/diag.h"
#include "intent.h"
#include "network_wish.h"
#include "source/applied.h"
#include "source/seed.h"
#include "user_data/meta_data.h"
#include "user_data/user_data.h"

/* Problems by where they are; shown in this order. */
enum {
	OF_USER_DATA,
	OF_META_DATA,
	OF_VENDOR_DATA,
	OF_APPLIED,
	OF_NETWORK,
	OF_CMDLINE,
	OF_SYSTEM,
	PROBLEM_LISTS
};

struct configuration {
	struct applied applied;
	struct seed seed; /* its source is NULL: there is none */
	char *source; /* where all of it comes from, for messages */
	bool kept; /* the seed is what was kept from an earlier boot */
	bool whole; /* the seed could be read to its end: worth keeping */
	struct user_data user; /* vendor-data, user-data, what was applied: the last one counts */
	struct meta_data meta;
	struct net_plan network; /* of network-config */
	const char *network_text; /* the file that counts; borrowed; NULL: there is none */
	size_t network_len;
	struct network_words_given words; /* on the kernel command line */
	bool files_applied; /* `write_files` is what was applied, not the seed's */
	struct diag_list problems[PROBLEM_LISTS];
};

/* configuration_init - empty; release with configuration_release(). */
void configuration_init(struct configuration *c);

/*
 * configuration_read - find the source and read everything, on top of it what was applied.
 * @c: with its `applied`, which whoever wants another one than the machine's replaces before
 * Returns 0, also for bad files, and when there is nothing, or -ENOMEM.
 */
int configuration_read(struct configuration *c);

/* configuration_intent - what the machine should be; borrows from @c. */
struct intent configuration_intent(const struct configuration *c);

/* configuration_is_any - false if nobody has said what this machine should be. */
bool configuration_is_any(const struct configuration *c);

/* configuration_print_problems - all lists, in their order; notes as well. */
void configuration_print_problems(const struct configuration *c, FILE *out);

/* configuration_found - how many problems there are; notes are none. */
size_t configuration_found(const struct configuration *c);

void configuration_release(struct configuration *c);

#endif
