// SPDX-License-Identifier: Apache-2.0
//
// Looking into a slot's boot partition. See boot_part.h.

#include "boot_part.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/fsident.h"
#include "../../common/io.h"
#include "detached_mount.h"

int boot_part_open(const char *device)
{
	/* a damaged image may claim a journal: nothing is ever written to a slot here */
	static const char *const flags[] = { "ro", "noload", NULL };
	struct fs_identity identity;
	int r = blockdev_identify(device, &identity, NULL);

	if (r < 0)
		return r;
	if (identity.type != FS_EXT)
		return -ENODATA;
	return detached_mount(device, fs_type_name(identity.type), flags);
}

int boot_part_read(int boot, const char *name, size_t max, char **ret_text)
{
	cleanup_fd int fd = openat(boot, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return -errno;
	return read_fd(fd, max, ret_text, NULL);
}
