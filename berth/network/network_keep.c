// SPDX-License-Identifier: Apache-2.0
//
// Waiting for changes of links. See network_keep.h.

#include "network_keep.h"

#include <errno.h>
#include <poll.h>

#include "../../common/monotonic.h"
#include "link_watch.h"
#include "network_mend.h"
#include "rtnl.h"

static int hear(const struct nlmsghdr *message, void *context)
{
	struct link_watch *watch = context;
	struct kernel_link link;

	if (!kernel_link_take(message, &link))
		return 0;
	return link_watch_see(watch, &link, message->nlmsg_type == RTM_DELLINK, monotonic_ms());
}

static int hear_all(struct rtnl *events, struct link_watch *watch)
{
	int r;

	do
		r = rtnl_hear(events, hear, watch);
	while (r == 0);
	if (r == -ENOBUFS)
		link_watch_lost(watch, monotonic_ms());
	return r == -EAGAIN || r == -ENOBUFS ? 0 : r;
}

static int wait_until_due(struct rtnl *events, struct link_watch *watch)
{
	struct pollfd fd = { .fd = events->fd, .events = POLLIN };
	int r = 0;

	while (r == 0) {
		int wait_ms = link_watch_wait_ms(watch, monotonic_ms());

		if (wait_ms == 0)
			return 0;
		if (poll(&fd, 1, wait_ms) < 0 && errno != EINTR)
			return -errno;
		r = hear_all(events, watch);
	}
	return r;
}

/* Listening begins before the look at what there is: what comes in between is seen by one of both.
 * What the mending itself makes the kernel tell is for nobody.
 */
int network_keep(void)
{
	struct link_watch watch = { 0 };
	int r = 0;

	while (r == 0) {
		struct rtnl events;

		r = rtnl_listen(&events, RTMGRP_LINK);
		if (r < 0)
			break;
		r = network_follow(&watch);
		if (r == 0)
			r = wait_until_due(&events, &watch);
		rtnl_close(&events);
		if (r == 0)
			r = network_mend(&watch);
	}
	link_watch_release(&watch);
	return r;
}
