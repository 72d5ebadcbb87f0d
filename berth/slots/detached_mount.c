// SPDX-License-Identifier: Apache-2.0
//
// Mounts without a place. See detached_mount.h.

#include "detached_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../common/cleanup.h"

/* The C library has no calls for these. */
static int set_option(int fs, unsigned command, const char *key, const char *value)
{
	return syscall(SYS_fsconfig, fs, command, key, value, 0) < 0 ? -errno : 0;
}

static int attach(int fs, bool read_only)
{
	unsigned attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
	long fd = syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC,
			  attributes | (read_only ? MOUNT_ATTR_RDONLY : 0));

	return fd < 0 ? -errno : (int)fd;
}

int detached_mount(const char *device, const char *type, const char *const flags[])
{
	cleanup_fd int fs = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
	bool read_only = false;
	int r;

	if (fs < 0)
		return -errno;
	r = set_option(fs, FSCONFIG_SET_STRING, "source", device);
	for (size_t i = 0; r == 0 && flags[i]; i++) {
		r = set_option(fs, FSCONFIG_SET_FLAG, flags[i], NULL);
		read_only = read_only || strcmp(flags[i], "ro") == 0;
	}
	if (r == 0)
		r = set_option(fs, FSCONFIG_CMD_CREATE, NULL, NULL);
	return r < 0 ? r : attach(fs, read_only);
}
