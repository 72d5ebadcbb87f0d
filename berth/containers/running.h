// SPDX-License-Identifier: Apache-2.0
//
// The containers that run, of all namespaces, found without the daemon: a container's shim leaves
// the number of its process and its config.json below /run/containerd.

#ifndef BERTH_RUNNING_H
#define BERTH_RUNNING_H

#include <stddef.h>
#include <stdint.h>

#include "bundle.h"

struct running {
	char *id;
	struct bundle bundle;
	int fd; /* of its first process; readable when that has ended */
	uint64_t start; /* of that process, in ticks since boot */
	char *cgroup; /* directory of its cgroup */
};

struct running_list {
	struct running *items; /* the one that started last is first */
	size_t count;
};

/*
 * running_find - look for them. What cannot be read is logged and left out, and so is one whose
 * process is not in the cgroup that it should be in.
 * Returns 0 (also if there is none) or a negative errno. Release with running_release().
 */
int running_find(struct running_list *ret_list);
void running_release(struct running_list *list);

/* running_ask - send it its stop signal, and let it run if it was paused. Returns 0 or -errno. */
int running_ask(const struct running *container);

/* running_kill - kill all of its processes. Returns 0 or a negative errno. */
int running_kill(const struct running *container);

#endif
