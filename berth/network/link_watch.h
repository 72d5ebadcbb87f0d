// SPDX-License-Identifier: Apache-2.0
//
// What the kernel tells of its links while the machine runs, and when something is to be done about
// it: a cable that is in again, a card that is new, one that has gone. A cable that comes and goes
// all the time costs a look at the network every few seconds and no more. Pure.

#ifndef BERTH_LINK_WATCH_H
#define BERTH_LINK_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel_links.h"
#include "net_apply.h"
#include "net_plan.h"

#define LINK_WATCH_SETTLE_MS 250 /* of what happens at once, one thing is to be done */
#define LINK_WATCH_PAUSE_MS 5000 /* from one time that something is done to the next */

struct watched_link {
	int index;
	char name[NET_NAME_MAX + 1];
	bool carrier;
	uint32_t carrier_ups;
	bool known; /* it was there when the network was made, or looked after, last */
	bool back; /* the carrier has come since then */
	bool gone;
};

/* All zero: nothing is watched. */
struct link_watch {
	struct watched_link *items;
	size_t count;
	bool due; /* something is to be done */
	int64_t due_ms; /* when; a time of monotonic_ms() */
	int64_t done_ms; /* when it was done, last */
};

/*
 * link_watch_follow - the network was made, or looked after: watch the cards of the machine and
 * what the plan has made of them. What differs from what was seen before is due.
 * @links: as they are now
 * Returns 0 or -ENOMEM.
 */
int link_watch_follow(struct link_watch *watch, const struct kernel_links *links,
		      const struct net_plan *plan, const struct net_bounds *bounds, int64_t now_ms);

/*
 * link_watch_see - the kernel tells of a link.
 * @gone: that it is no more
 * Returns 0 or -ENOMEM.
 */
int link_watch_see(struct link_watch *watch, const struct kernel_link *link, bool gone,
		   int64_t now_ms);

/* link_watch_lost - what the kernel had to tell was too much: anything may have happened. */
void link_watch_lost(struct link_watch *watch, int64_t now_ms);

/* link_watch_wait_ms - how long until something is to be done; -1: until the kernel tells more. */
int link_watch_wait_ms(const struct link_watch *watch, int64_t now_ms);

/* link_watch_is_back - true if the link has a carrier that it had not in between. */
bool link_watch_is_back(const struct link_watch *watch, int index);

void link_watch_release(struct link_watch *watch);

#endif
