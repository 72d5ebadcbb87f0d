// SPDX-License-Identifier: Apache-2.0
//
// The containers, from what `docker ps` prints. Pure.

#ifndef BERTH_CONTAINER_LIST_H
#define BERTH_CONTAINER_LIST_H

#include <stddef.h>

/* For `docker ps --all --format`, so that its lines are those that are understood here. */
extern const char container_list_format[];

/* One that ought to run by its restart policy, and does not. */
struct container_down {
	char *name;
	char *status; /* as the engine words it: "Exited (1) 3 minutes ago" */
};

struct container_list {
	size_t total, running;
	struct container_down *down; /* sorted by name */
	size_t down_count;
};

/*
 * container_list_parse - read the lines of `docker ps`. What is no such line (warnings) is skipped.
 * Returns 0 or -ENOMEM. Release with container_list_release().
 */
int container_list_parse(const char *text, struct container_list *ret_list);
void container_list_release(struct container_list *list);

#endif
