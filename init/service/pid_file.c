// SPDX-License-Identifier: Apache-2.0
//
// Pidfiles. See pid_file.h.

#include "pid_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

/* The part of an allowed path behind /run/, NULL = it is not allowed. */
static const char *below_run(const char *path)
{
	static const char *const folders[] = { "/run/", "/var/run/" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return path + strlen(folders[i]) + strspn(path + strlen(folders[i]), "/");
	return NULL;
}

bool pid_file_is_allowed(const char *path)
{
	const char *rest = below_run(path);

	return rest && *rest && rest[strlen(rest) - 1] != '/';
}

/* Open the directory that the file is in. Returns a descriptor, or a negative errno. */
static int open_folder(const char *rest)
{
	struct open_how how = {
		.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	cleanup_fd int run = open("/run", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *slash = strrchr(rest, '/');
	cleanup_free char *folder = slash ? strndup(rest, (size_t)(slash - rest)) : strdup(".");
	int fd;

	if (!folder)
		return -ENOMEM;
	if (run < 0)
		return -errno;
	fd = (int)syscall(SYS_openat2, run, folder, &how, sizeof(how));
	return fd < 0 ? -errno : fd;
}

/* Open the directory, and say what the file is called in it. */
static int open_place(const char *path, const char **ret_name)
{
	const char *rest = pid_file_is_allowed(path) ? below_run(path) : NULL;
	const char *slash = rest ? strrchr(rest, '/') : NULL;

	if (!rest)
		return -EINVAL;
	*ret_name = slash ? slash + 1 : rest;
	return open_folder(rest);
}

/* A file of this name that was not there before, with the caller's process id in it. */
static int write_new(int folder, const char *name)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	cleanup_fd int fd = -1;

	if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return fd < 0 ? -errno : write_all(fd, text, (size_t)len);
}

int pid_file_write(const char *path)
{
	const char *name;
	cleanup_fd int folder = open_place(path, &name);
	cleanup_free char *new_name = folder < 0 ? NULL : format_text(".%s.new", name);
	int r;

	if (folder < 0)
		return folder;
	if (!new_name)
		return -ENOMEM;
	r = write_new(folder, new_name);
	if (r == 0 && renameat(folder, new_name, folder, name) < 0)
		r = -errno;
	if (r < 0)
		(void)unlinkat(folder, new_name, 0);
	return r;
}

int pid_file_remove(const char *path)
{
	const char *name;
	cleanup_fd int folder = open_place(path, &name);

	if (folder < 0)
		return folder == -ENOENT ? 0 : folder;
	return unlinkat(folder, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}
