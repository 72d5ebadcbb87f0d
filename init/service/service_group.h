// SPDX-License-Identifier: Apache-2.0
//
// The end of a service's cgroup. It is made by the service's own process (service_exec.h).

#ifndef BERTH_INIT_SERVICE_GROUP_H
#define BERTH_INIT_SERVICE_GROUP_H

#include <stdbool.h>

#include "../pid1/loop.h"

/* One for each service. All zero but .name is one that has nothing to do. */
struct service_group {
	const char *name; /* of the service; must stay valid */
	/* private */
	struct loop_timer again;
	int tries;
};

/*
 * service_group_leave - the service has ended: remove its group, unless something else lives on in
 * it (containers, ssh sessions), which is let be.
 * @cleanup: rc_cgroup_cleanup: that is killed, and the group removed as soon as it is gone
 */
void service_group_leave(struct service_group *group, bool cleanup);

/* service_group_keep - the service is started: forget about a removal under way. */
void service_group_keep(struct service_group *group);

#endif
