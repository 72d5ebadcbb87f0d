// SPDX-License-Identifier: Apache-2.0
//
// Kernel settings from sysctl.d.

#ifndef BERTH_INIT_SYSCTL_H
#define BERTH_INIT_SYSCTL_H

#include <stdbool.h>

struct sysctl_setting {
	char *path; /* /proc/sys/net/ipv4/ip_forward */
	char *value;
	bool may_be_missing; /* the line began with `-` */
};

/*
 * sysctl_parse_line - read one line of a sysctl.d file. Pure.
 * @line: without its newline
 * @ret: strings are freed by the caller; written on 1 only
 * Returns 1, 0 (blank or comment), -EINVAL (no `=`, or a path that leaves /proc/sys), -ENOMEM.
 */
int sysctl_parse_line(const char *line, struct sysctl_setting *ret);

/*
 * sysctl_apply_dir - apply all *.conf files of a directory in the order of their names. What fails
 * is logged and ignored. Returns 0 or a negative errno if the directory cannot be read.
 */
int sysctl_apply_dir(const char *dir);

#endif
