// SPDX-License-Identifier: Apache-2.0
//
// Whole-file input and output: bounded, complete, atomic. See io.h.

#include "io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "text.h"

#define READ_STEP 4096

int read_fd(int fd, size_t max, char **ret_data, size_t *ret_len)
{
	cleanup_free char *data = NULL;
	size_t len = 0, room = 0;

	for (;;) {
		ssize_t n;

		/* always one byte more than max, to tell "exactly max" from "more" */
		if (room - len < 2) {
			size_t want = room ? room * 2 : READ_STEP;
			char *grown;

			if (want > max + 2)
				want = max + 2;
			grown = realloc(data, want);
			if (!grown)
				return -ENOMEM;
			data = grown;
			room = want;
		}
		n = read(fd, data + len, room - len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
		if (len > max)
			return -EFBIG;
	}
	data[len] = '\0';
	*ret_data = take_ptr(data);
	if (ret_len)
		*ret_len = len;
	return 0;
}

int read_file(const char *path, size_t max, char **ret_data, size_t *ret_len)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -errno;
	return read_fd(fd, max, ret_data, ret_len);
}

int read_plain_at(int dir, const char *path, size_t max, char **ret_data, size_t *ret_len)
{
	cleanup_fd int fd =
		openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) ? read_fd(fd, max, ret_data, ret_len) : -EINVAL;
}

int read_through(int fd)
{
	char scrap[16384];
	ssize_t n;

	do
		n = read(fd, scrap, sizeof(scrap));
	while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? -errno : 0;
}

int write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

int pread_all(int fd, void *data, size_t len, off_t offset)
{
	char *at = data;

	while (len > 0) {
		ssize_t n = pread(fd, at, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		at += n;
		offset += n;
		len -= (size_t)n;
	}
	return 0;
}

int pwrite_all(int fd, const void *data, size_t len, off_t offset)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = pwrite(fd, at, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		at += n;
		offset += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Directory part of a path: "/a/b" -> "/a", "/a" -> "/", "a" -> ".". */
static char *parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

int fsync_parent(const char *path)
{
	cleanup_free char *dir = parent_of(path);
	cleanup_fd int fd = -1;

	if (!dir)
		return -ENOMEM;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return fsync(fd) < 0 ? -errno : 0;
}

/* Fill and sync the new file of write_file(); the caller removes it if this fails. */
static int fill_new(int fd, const void *data, size_t len, const struct file_owner *owner,
		    mode_t mode)
{
	int r = write_all(fd, data, len);

	if (r < 0)
		return r;
	/* in this order, as a change of the owner takes bits off the mode */
	if (owner && fchown(fd, owner->user, owner->group) < 0)
		return -errno;
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

int write_file(const char *path, const void *data, size_t len, mode_t mode)
{
	return write_file_of(path, data, len, mode, NULL);
}

int write_file_if_changed(const char *path, const char *text, mode_t mode)
{
	cleanup_free char *old = NULL;
	struct stat st;
	size_t len = strlen(text);

	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 07777) == mode &&
	    st.st_size == (off_t)len && read_file(path, len, &old, NULL) == 0 && old &&
	    strcmp(old, text) == 0)
		return 0;
	return write_file(path, text, len, mode);
}

int write_file_of(const char *path, const void *data, size_t len, mode_t mode,
		  const struct file_owner *owner)
{
	cleanup_free char *temporary = NULL;
	cleanup_fd int fd = -1;
	int r;

	temporary = format_text("%s.XXXXXX", path);
	if (!temporary)
		return -ENOMEM;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = fill_new(fd, data, len, owner, mode);
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0) {
		(void)unlink(temporary);
		return r;
	}
	return fsync_parent(path);
}

int write_value(const char *path, const char *value)
{
	cleanup_fd int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, value, strlen(value));
	if (n < 0)
		return -errno;
	return (size_t)n == strlen(value) ? 0 : -EIO;
}

static int make_one_dir(const char *path, mode_t mode)
{
	struct stat st;

	if (mkdir(path, mode) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	if (stat(path, &st) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

int lock_file(const char *path, bool wait)
{
	cleanup_fd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB) < 0)
		return -errno;
	return take_fd(&fd);
}

int make_dirs(const char *path, mode_t mode)
{
	cleanup_free char *copy = strdup(path);
	int r;

	if (!copy)
		return -ENOMEM;
	for (char *at = copy + 1; *copy && (at = strchr(at, '/')); at++) {
		*at = '\0';
		r = make_one_dir(copy, mode);
		*at = '/';
		/* a read-only parent that exists gives EROFS only for what is missing */
		if (r < 0)
			return r;
	}
	return make_one_dir(copy, mode);
}

int io_control(int fd, unsigned long request, void *arg)
{
	long r = syscall(SYS_ioctl, fd, request, arg);

	return r < 0 ? -errno : (int)r;
}

int remove_flat_dir(const char *path)
{
	cleanup_dir DIR *dir = opendir(path);
	const struct dirent *entry;

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	return rmdir(path) < 0 ? -errno : 0;
}

void std_to_null(void)
{
	int fd = open("/dev/null", O_RDWR);

	for (int i = 0; i < 3 && fd >= 0; i++)
		(void)dup2(fd, i);
	if (fd > 2)
		(void)close(fd);
}
