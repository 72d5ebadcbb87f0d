// SPDX-License-Identifier: Apache-2.0
//
// Is /var on its partition, and can it be written? See health.h.

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"
#include "../config/config_paths.h"
#include "health.h"

/* Down to the disk: what only the cache took may be lost. */
static int write_probe(void)
{
	static const char content[] = "written by `berth health`\n";
	char path[] = CONFIG_STATE_DIR "/.health-XXXXXX";
	cleanup_fd int fd = mkostemp(path, O_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, content, sizeof(content) - 1);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (unlink(path) < 0 && r == 0)
		r = -errno;
	return r;
}

int health_data(int64_t deadline_ms, char **ret_reason)
{
	struct blockdev dev = { 0 };
	int r = blockdev_of_mount("/var", &dev);

	(void)deadline_ms;
	*ret_reason = NULL;
	blockdev_release(&dev);
	if (r == -ENODEV) {
		*ret_reason = format_text("/var is in memory, not on a data partition");
		return *ret_reason ? 0 : -ENOMEM;
	}
	if (r == 0)
		r = write_probe();
	if (r == 0)
		return 0;
	*ret_reason = format_text("/var cannot be written: %s", strerror(-r));
	return *ret_reason ? 0 : -ENOMEM;
}
