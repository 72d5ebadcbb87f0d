// SPDX-License-Identifier: Apache-2.0
//
// The running root, read from what lies below its dm-verity device. The kernel checks what it reads
// as well, but keeps the blocks of the hash tree in memory: that one of them has changed on the
// disk since, it would not see. See verify.h.

#include "verify.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"

#include "../command.h"
#include "../slots/root_check.h"

/* What the running root is. */
struct running {
	char *mapper; /* /dev/dm-0 */
	char *below; /* /dev/vda5, /dev/loop0 */
	char *root_hash;
};

static int find_below(char **ret_path)
{
	struct blockdev device = { 0 };
	int r = blockdev_of_mount("/", &device);

	if (r < 0)
		return r;
	*ret_path = format_text("/dev/%s", device.name);
	blockdev_release(&device);
	return *ret_path ? 0 : -ENOMEM;
}

static int find_hash(char **ret_hash)
{
	cleanup_free char *cmdline = NULL;
	int r = cmdline_read(&cmdline);

	return r < 0 ? r : cmdline_get(cmdline, "berth.roothash", ret_hash);
}

static int find_running(struct running *running)
{
	cleanup_free char *name = NULL;
	int r = root_mapper_find(&name, &running->mapper);

	if (r == 0)
		r = find_hash(&running->root_hash);
	return r < 0 ? r : find_below(&running->below);
}

/* Damage that the kernel sees is init's to act on: it is told when such a block is read. */
static void tell_kernel(const char *mapper, const struct damage *damage)
{
	cleanup_free unsigned char *block = aligned_alloc(SCAN_BLOCK, SCAN_BLOCK);
	cleanup_fd int fd = verify_open(mapper);

	for (uint64_t i = 0; fd >= 0 && block && i < damage->blocks && i < DAMAGE_SHOWN; i++)
		(void)pread_all(fd, block, SCAN_BLOCK, (off_t)damage->offsets[i]);
}

static int verify(const struct running *running)
{
	struct damage damage;
	int result = verify_root_image("root image", running->below, running->root_hash, &damage);

	tell_kernel(running->mapper, &damage);
	return result;
}

int verify_running_root(void)
{
	struct running running = { 0 };
	int result = EXIT_PROBLEM;
	int r = find_running(&running);

	if (r == -ENOENT)
		log_error("the root image cannot be verified: the system was started without "
			  "berth.roothash on the kernel command line");
	else if (r < 0)
		(void)log_errno(r, "find the device of the root image");
	else
		result = verify(&running);
	free(running.mapper);
	free(running.below);
	free(running.root_hash);
	return result;
}
