// SPDX-License-Identifier: Apache-2.0
//
// What is to be known of a container in order to stop it, from the config.json of its bundle (the
// OCI runtime specification), where it stays as long as the container runs. Pure.

#ifndef BERTH_BUNDLE_H
#define BERTH_BUNDLE_H

#include <stddef.h>

struct bundle {
	char *name; /* as docker calls it; NULL = nobody gave it one */
	char *cgroup; /* cgroupsPath, as it stands there; NULL = none is given */
	int stop_signal;
	int grace_s; /* how long it has between its signal and SIGKILL */
};

/*
 * bundle_parse - read a config.json.
 * What it says of its end are annotations that docker makes of --stop-signal, STOPSIGNAL and
 * --stop-timeout; a value that cannot be read counts as not given, which is SIGTERM and 10 s.
 * @text, @len: the file
 * Returns 0, -EINVAL (no such JSON) or -ENOMEM. Release with bundle_release().
 */
int bundle_parse(const char *text, size_t len, struct bundle *ret_bundle);
void bundle_release(struct bundle *bundle);

/*
 * bundle_cgroup - the container's cgroup, from that of its first process, which may have gone into
 * one below.
 * @own: of the process, as in /proc/PID/cgroup: `/default/ID/init.scope`
 * @cgroup: of the bundle: a path, or in systemd's notation `system.slice:nerdctl:ID`; NULL = `/ID`
 * Returns the length of it in @own, or 0 if the process is not in it, and so not the container's.
 */
size_t bundle_cgroup(const char *own, const char *cgroup, const char *id);

#endif
