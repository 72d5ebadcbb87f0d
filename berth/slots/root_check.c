// SPDX-License-Identifier: Apache-2.0
//
// How the running root is protected. See root_check.h.

#include "root_check.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../../common/cleanup.h"
#include "../../common/device_mapper.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define NAME_MAX_BYTES 256

static int mapper_of(dev_t dev, char **ret_name, char **ret_device)
{
	cleanup_free char *path =
		format_text("/sys/dev/block/%u:%u/dm/name", major(dev), minor(dev));
	cleanup_free char *name = NULL;
	cleanup_free char *device = format_text("/dev/dm-%u", minor(dev));
	int r = path && device ? read_file(path, NAME_MAX_BYTES, &name, NULL) : -ENOMEM;

	if (r < 0)
		return r;
	name[strcspn(name, "\n")] = '\0';
	*ret_name = take_ptr(name);
	if (ret_device)
		*ret_device = take_ptr(device);
	return 0;
}

int root_mapper_find(char **ret_name, char **ret_device)
{
	struct stat st;

	if (stat("/", &st) < 0)
		return -errno;
	/* a file system in memory has no device */
	return major(st.st_dev) == 0 ? -ENOENT : mapper_of(st.st_dev, ret_name, ret_device);
}

static int status_of(const char *name, enum root_check *ret_check)
{
	static const enum root_check checks[] = {
		[DM_VERITY_NONE] = ROOT_CHECK_NONE,
		[DM_VERITY_GOOD] = ROOT_CHECK_GOOD,
		[DM_VERITY_DAMAGED] = ROOT_CHECK_DAMAGED,
	};
	enum dm_verity status;
	int r = device_mapper_verity(name, &status);

	if (r == 0)
		*ret_check = checks[status];
	return r;
}

int root_check_now(enum root_check *ret_check)
{
	cleanup_free char *name = NULL;
	int r = root_mapper_find(&name, NULL);

	*ret_check = ROOT_CHECK_NONE;
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = status_of(name, ret_check);
	/* stage 1 puts nothing but verity below a root */
	if (r == -EACCES || r == -EPERM) {
		*ret_check = ROOT_CHECK_GOOD;
		return 0;
	}
	if (r < 0)
		*ret_check = ROOT_CHECK_UNKNOWN;
	return r;
}
