// SPDX-License-Identifier: Apache-2.0
//
// Processes that are no children. See process.h.

#include "process.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "io.h"
#include "text.h"

#define STAT_MAX 4096
#define END_TRIES 100
#define END_LOOK_US 20000
#define START_WORD 20 /* of /proc/PID/stat, counted after the name in brackets */

/* By number: musl 1.2.5 has no functions for these two. */

int process_open(pid_t pid)
{
	long fd = syscall(SYS_pidfd_open, pid, 0);

	return fd < 0 ? -errno : (int)fd;
}

int process_signal(int fd, int signo)
{
	return syscall(SYS_pidfd_send_signal, fd, signo, NULL, 0) < 0 ? -errno : 0;
}

int process_start_parse(const char *stat, uint64_t *ret_start)
{
	/* the name may hold anything, brackets and blanks too */
	const char *at = strrchr(stat, ')');
	uint64_t start;
	char *end;

	if (!at)
		return -EINVAL;
	for (int word = 0; word < START_WORD; word++) {
		at = strchr(at, ' ');
		if (!at)
			return -EINVAL;
		at++;
	}
	errno = 0;
	start = strtoull(at, &end, 10);
	if (errno || end == at || !strchr(" \n", *end))
		return -EINVAL;
	*ret_start = start;
	return 0;
}

int process_start(pid_t pid, uint64_t *ret_start)
{
	cleanup_free char *path = format_text("/proc/%d/stat", (int)pid);
	cleanup_free char *stat = NULL;
	int r = path ? read_file(path, STAT_MAX, &stat, NULL) : -ENOMEM;

	return r < 0 ? r : process_start_parse(stat, ret_start);
}

void process_end(pid_t pid)
{
	(void)kill(pid, SIGTERM);
	for (int i = 0; i < END_TRIES && kill(pid, 0) == 0; i++)
		(void)usleep(END_LOOK_US);
}
