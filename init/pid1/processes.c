// SPDX-License-Identifier: Apache-2.0
//
// Counting processes by /proc: kill(-1, 0) would count kernel threads, and waitpid(2) knows only
// children, while containers are grandchildren. See processes.h.

#include "processes.h"

#include <ctype.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

/* /proc/PID/exe can be read for processes with an address space only. */
static int has_program(const char *pid)
{
	cleanup_free char *path = format_text("/proc/%s/exe", pid);
	char target;

	return path && readlink(path, &target, 1) >= 0;
}

size_t processes_count(void)
{
	cleanup_dir DIR *dir = opendir("/proc");
	struct dirent *entry;
	size_t count = 0;

	while (dir && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) && strcmp(entry->d_name, "1") != 0 &&
		    has_program(entry->d_name))
			count++;
	return count;
}
