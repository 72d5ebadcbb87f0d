// SPDX-License-Identifier: Apache-2.0
//
// `berth watch read-ahead`: the programs that start a container are read before somebody asks for
// one. A program that is not in memory is otherwise read as it runs, one fault after the other,
// and each waits for the disk and for its blocks to be verified.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"

#include "../command.h"
#include "watch.h"

#define PLUGINS "/usr/libexec/cni/"

/* In the order in which `docker run` comes to them. */
static const char *const programs[] = {
	WATCH_DOCKER,	      "/usr/bin/containerd-shim-runc-v2",
	"/usr/bin/runc",      PLUGINS "bridge",
	PLUGINS "host-local", PLUGINS "portmap",
	PLUGINS "firewall",   PLUGINS "tuning",
};

/* Another user of memory has more use for the last of it. */
static bool is_plentiful(uint64_t bytes)
{
	struct sysinfo memory = { 0 };

	(void)sysinfo(&memory); /* fails for a bad address only */
	return bytes <= (uint64_t)memory.freeram * memory.mem_unit / 4;
}

static int read_program(const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	return is_plentiful((uint64_t)st.st_size) ? read_through(fd) : 0;
}

int watch_read_ahead(void)
{
	int status = EXIT_OK;

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		int r = read_program(programs[i]);

		if (r < 0) {
			log_errno(r, "read: %s", programs[i]);
			status = EXIT_PROBLEM;
		}
	}
	return status;
}
