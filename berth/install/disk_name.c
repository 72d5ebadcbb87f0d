// SPDX-License-Identifier: Apache-2.0
//
// Names of disks. See disk_name.h.

#include "disk_name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

static int copy(const char *name, char **ret_name)
{
	*ret_name = strdup(name);
	return *ret_name ? 0 : -ENOMEM;
}

int disk_name_of_device(dev_t device, char **ret_name)
{
	cleanup_free char *path = format_text("/sys/dev/block/%u:%u", major(device), minor(device));
	cleanup_free char *real = path ? realpath(path, NULL) : NULL;
	const char *slash;

	if (!path)
		return -ENOMEM;
	if (!real)
		return -errno;
	slash = strrchr(real, '/');
	return copy(slash ? slash + 1 : real, ret_name);
}

int disk_name_find(const char *word, char **ret_name)
{
	struct stat st;

	if (!strchr(word, '/'))
		return copy(word, ret_name);
	if (stat(word, &st) < 0)
		return -errno;
	return S_ISBLK(st.st_mode) ? disk_name_of_device(st.st_rdev, ret_name) : -ENOTBLK;
}
