// SPDX-License-Identifier: Apache-2.0
//
// Which mounts the shutdown leaves alone. See kept_mounts.h.

#include "kept_mounts.h"

#include <string.h>

#include "../stage1/root_mount.h"

static bool is_at_or_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return strncmp(path, dir, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

bool kept_mount(const struct mount_info *mount)
{
	return strcmp(mount->target, "/") == 0 || strcmp(mount->target, "/run") == 0 ||
	       is_at_or_below(mount->target, "/proc") || is_at_or_below(mount->target, "/sys") ||
	       is_at_or_below(mount->target, "/dev") || strcmp(mount->target, ROOT_MEDIUM) == 0 ||
	       strcmp(mount->target, ROOT_RELEASE) == 0;
}
