// SPDX-License-Identifier: Apache-2.0
//
// Links that come and go. See link_watch.h.

#include "link_watch.h"

#include <errno.h>
#include <stdlib.h>

#include "../../common/text.h"
#include "net_match.h"

static struct watched_link *find(const struct link_watch *watch, int index)
{
	for (size_t i = 0; i < watch->count; i++)
		if (watch->items[i].index == index && !watch->items[i].gone)
			return &watch->items[i];
	return NULL;
}

static void make_due(struct link_watch *watch, int64_t now_ms)
{
	int64_t settled_ms = now_ms + LINK_WATCH_SETTLE_MS;
	int64_t rested_ms = watch->done_ms + LINK_WATCH_PAUSE_MS;

	if (watch->due)
		return;
	watch->due = true;
	watch->due_ms = settled_ms > rested_ms ? settled_ms : rested_ms;
}

static int add(struct link_watch *watch, const struct kernel_link *link, bool known)
{
	struct watched_link *grown = realloc(watch->items, (watch->count + 1) * sizeof(*grown));
	struct watched_link *item;

	if (!grown)
		return -ENOMEM;
	watch->items = grown;
	item = &grown[watch->count++];
	*item = (struct watched_link){ .index = link->index,
				       .carrier = link->carrier,
				       .carrier_ups = link->carrier_ups,
				       .known = known };
	text_copy(item->name, sizeof(item->name), link->name);
	return 0;
}

/* Counted by the kernel: that it went and came again may be told as one thing. */
static bool has_come(const struct watched_link *item, const struct kernel_link *link)
{
	return link->carrier && (!item->carrier || link->carrier_ups != item->carrier_ups);
}

static void update(struct link_watch *watch, struct watched_link *item,
		   const struct kernel_link *link, int64_t now_ms)
{
	if (has_come(item, link)) {
		item->back = true;
		make_due(watch, now_ms);
	}
	item->carrier = link->carrier;
	item->carrier_ups = link->carrier_ups;
	text_copy(item->name, sizeof(item->name), link->name);
}

int link_watch_see(struct link_watch *watch, const struct kernel_link *link, bool gone,
		   int64_t now_ms)
{
	struct watched_link *item = find(watch, link->index);

	if (!item && (gone || !link->wired))
		return 0; /* those of containers come and go */
	if (!item) {
		make_due(watch, now_ms);
		return add(watch, link, false);
	}
	if (gone) {
		item->gone = true;
		make_due(watch, now_ms);
		return 0;
	}
	update(watch, item, link, now_ms);
	return 0;
}

void link_watch_lost(struct link_watch *watch, int64_t now_ms)
{
	for (size_t i = 0; i < watch->count; i++)
		watch->items[i].back = true;
	make_due(watch, now_ms);
}

static bool is_bound(const struct net_bounds *bounds, int index)
{
	for (size_t i = 0; i < bounds->count; i++)
		if (bounds->items[i].index == index)
			return true;
	return false;
}

/* What happened while nobody listened. */
static void compare(struct link_watch *now, const struct link_watch *before, int64_t now_ms)
{
	for (size_t i = 0; i < now->count; i++) {
		struct watched_link *item = &now->items[i];
		const struct watched_link *old = find(before, item->index);

		if (!old || !old->known || !item->carrier || item->carrier_ups == old->carrier_ups)
			continue;
		item->back = true;
		make_due(now, now_ms);
	}
}

int link_watch_follow(struct link_watch *watch, const struct kernel_links *links,
		      const struct net_plan *plan, const struct net_bounds *bounds, int64_t now_ms)
{
	struct link_watch now = { .done_ms = watch->due ? now_ms : now_ms - LINK_WATCH_PAUSE_MS };
	int r = 0;

	for (size_t i = 0; i < links->count && r == 0; i++) {
		const struct kernel_link *link = &links->items[i];
		bool bound = is_bound(bounds, link->index);

		if (bound || link->wired)
			r = add(&now, link, true);
		if (!bound && net_match(plan, link)) /* it came meanwhile */
			make_due(&now, now_ms);
	}
	if (r < 0) {
		link_watch_release(&now);
		return r;
	}
	compare(&now, watch, now_ms);
	link_watch_release(watch);
	*watch = now;
	return 0;
}

int link_watch_wait_ms(const struct link_watch *watch, int64_t now_ms)
{
	if (!watch->due)
		return -1;
	return watch->due_ms > now_ms ? (int)(watch->due_ms - now_ms) : 0;
}

bool link_watch_is_back(const struct link_watch *watch, int index)
{
	const struct watched_link *item = find(watch, index);

	return item && item->back && item->carrier;
}

void link_watch_release(struct link_watch *watch)
{
	free(watch->items);
	*watch = (struct link_watch){ 0 };
}
