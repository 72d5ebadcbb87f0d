// SPDX-License-Identifier: Apache-2.0
//
// Names of kernel parameters. See sysctl_path.h.

#include "sysctl_path.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

static void name_to_path(char *name)
{
	char *first = strpbrk(name, "./");

	if (!first || *first == '/')
		return;
	for (char *at = name; *at; at++) {
		if (*at == '.')
			*at = '/';
		else if (*at == '/')
			*at = '.';
	}
}

int sysctl_path(const char *name, char **ret_path)
{
	cleanup_free char *path = strdup(name);

	if (!path)
		return -ENOMEM;
	name_to_path(path);
	if (!*path || *path == '/' || strstr(path, ".."))
		return -EINVAL;
	*ret_path = format_text("/proc/sys/%s", path);
	return *ret_path ? 0 : -ENOMEM;
}
