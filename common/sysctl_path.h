// SPDX-License-Identifier: Apache-2.0
//
// Names of kernel parameters, as sysctl.conf(5) writes them. Pure.

#ifndef BERTH_COMMON_SYSCTL_PATH_H
#define BERTH_COMMON_SYSCTL_PATH_H

/*
 * sysctl_path - the file of a parameter: /proc/sys/net/ipv4/ip_forward for net.ipv4.ip_forward. In
 * a name `.` separates and `/` stands for a dot, or the other way round if a slash comes first.
 * @ret_path: the caller frees it
 * Returns 0, -EINVAL (the name is empty, or leaves /proc/sys) or -ENOMEM.
 */
int sysctl_path(const char *name, char **ret_path);

#endif
