// SPDX-License-Identifier: Apache-2.0
//
// The end of a cgroup. See service_group.h.

#include "service_group.h"

#include <errno.h>

#include "../../common/log.h"
#include "../boot/cgroup.h"

#define AGAIN_MS 50
#define TRIES_MAX 40 /* what is still there after SIGKILL and two seconds hangs in the kernel */

static void remove_it(struct service_group *group)
{
	int r = cgroup_remove(group->name);

	if (r != -EBUSY)
		return;
	if (--group->tries > 0)
		loop_set_timer(&group->again, AGAIN_MS);
	else
		log_warning("service %s: its cgroup cannot be removed, something is left in it",
			    group->name);
}

static void try_again(struct loop_timer *timer)
{
	remove_it(timer->ctx);
}

void service_group_leave(struct service_group *group, bool cleanup)
{
	service_group_keep(group);
	/* without a group (no cgroups, never started) there is nothing to do */
	if (cgroup_remove(group->name) != -EBUSY || !cleanup)
		return;
	group->again = (struct loop_timer){ .expired = try_again, .ctx = group };
	group->tries = TRIES_MAX;
	log_info("service %s: killing what it left behind", group->name);
	if (cgroup_kill(group->name) == 0)
		remove_it(group);
}

void service_group_keep(struct service_group *group)
{
	loop_clear_timer(&group->again);
}
