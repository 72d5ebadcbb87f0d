// SPDX-License-Identifier: Apache-2.0
//
// The services and their states, read from where PID 1 shows them (init/service/service_state.h).

#ifndef BERTH_SERVICE_LIST_H
#define BERTH_SERVICE_LIST_H

#include <stddef.h>

struct service_entry {
	char *name;
	const char
		*state; /* starting, started, stopping, inactive, failed; stopped = none of them */
	char *reason; /* why it failed, or what it died of a moment ago; NULL = none */
};

struct service_list {
	struct service_entry *items; /* sorted by name */
	size_t count;
};

/*
 * service_list_read - all services that have a state or belong to the runlevel.
 * @state_dir: /run/openrc; @runlevel_dir: /etc/runlevels/default
 * Returns 0 or a negative errno (@state_dir cannot be read: not a Berth system).
 */
int service_list_read(const char *state_dir, const char *runlevel_dir,
		      struct service_list *ret_list);
void service_list_release(struct service_list *list);

#endif
