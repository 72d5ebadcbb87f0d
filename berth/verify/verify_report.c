// SPDX-License-Identifier: Apache-2.0
//
// What is common to the parts of `berth verify`. See verify.h.

#include "verify.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "../command.h"

int verify_report(const char *what, uint64_t size, const struct damage *damage)
{
	if (damage->blocks == 0) {
		(void)printf("%s: verified, %" PRIu64 " MB\n", what, size / 1000000);
		return EXIT_OK;
	}
	for (uint64_t i = 0; i < damage->blocks && i < DAMAGE_SHOWN; i++)
		(void)printf("%s: damaged block at byte %" PRIu64 "\n", what, damage->offsets[i]);
	if (damage->blocks > DAMAGE_SHOWN)
		(void)printf("%s: ... and %" PRIu64 " more\n", what, damage->blocks - DAMAGE_SHOWN);
	(void)printf("%s: %" PRIu64 " of %" PRIu64 " blocks are damaged\n", what, damage->blocks,
		     size / SCAN_BLOCK);
	return EXIT_PROBLEM;
}

int verify_open(const char *device)
{
	int fd = open(device, O_RDONLY | O_CLOEXEC | O_DIRECT);

	if (fd >= 0 || errno != EINVAL)
		return fd < 0 ? -errno : fd;
	/* no direct access: at least what was read before is forgotten */
	fd = open(device, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return fd;
}
