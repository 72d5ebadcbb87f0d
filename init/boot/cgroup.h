// SPDX-License-Identifier: Apache-2.0
//
// cgroup v2: controllers for all, a leaf for PID 1, one group `openrc.NAME` per service. The prefix
// keeps services from colliding with groups that container engines make.

#ifndef BERTH_INIT_CGROUP_H
#define BERTH_INIT_CGROUP_H

/*
 * cgroup_setup - enable every controller in the root group, move PID 1 to the leaf /init (a group
 * that hands out controllers may hold no processes). Logs. Returns 0 or the first negative errno.
 */
int cgroup_setup(void);

/*
 * cgroup_make - create the group of a service and write its settings.
 * @settings: lines `FILE VALUE` (rc_cgroup_settings); NULL = none. memory.min is limited to what
 * memory_guarantee() allows.
 * A setting that is refused is logged and ignored. Returns 0 or a negative errno.
 */
int cgroup_make(const char *service, const char *settings);

/* cgroup_enter - move the calling process into a service's group. Returns 0 or a negative errno. */
int cgroup_enter(const char *service);

/*
 * cgroup_kill - kill all processes of a service's group. cgroup_remove - remove a group that is
 * empty: -EBUSY as long as processes are in it. Both return 0, -ENOENT (no such group) or another
 * negative errno, and do not wait for anything.
 */
int cgroup_kill(const char *service);
int cgroup_remove(const char *service);

#endif
