// SPDX-License-Identifier: Apache-2.0
//
// One file of the configuration. See put_file.h.

#include "put_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/monotonic.h"
#include "../source/gunzip.h"

static int content_of(const struct user_file *file, int64_t deadline_ms, char **ret_data,
		      size_t *ret_len)
{
	int64_t left = deadline_ms - monotonic_ms();

	if (file->gzip)
		return left <= 0 ? -ETIMEDOUT
				 : gunzip(file->content, file->len, PUT_FILE_MAX, (int)left,
					  ret_data, ret_len);
	*ret_data = malloc(file->len + 1);
	if (!*ret_data)
		return -ENOMEM;
	memcpy(*ret_data, file->content, file->len + 1);
	*ret_len = file->len;
	return 0;
}

/* Replaces @data by what was in the file, and it behind that. */
static int put_behind(const char *path, char **data, size_t *len)
{
	cleanup_free char *old = NULL;
	size_t old_len = 0;
	char *both;
	int r = read_file(path, PUT_FILE_MAX, &old, &old_len);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	if (old_len + *len > PUT_FILE_MAX)
		return -EFBIG;
	both = malloc(old_len + *len + 1);
	if (!both)
		return -ENOMEM;
	memcpy(both, old, old_len);
	memcpy(both + old_len, *data, *len + 1);
	free(*data);
	*data = both;
	*len += old_len;
	return 0;
}

/* What is missing above it belongs to its owner, as with cloud-init. */
static int make_parents(const char *path, const struct file_owner *owner)
{
	cleanup_free char *parent = strdup(path);

	if (!parent)
		return -ENOMEM;
	for (char *slash = strchr(parent + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(parent, 0755) == 0 && lchown(parent, owner->user, owner->group) < 0)
			return -errno;
		*slash = '/';
	}
	return 0; /* what could not be made will be missed */
}

/* The first bytes of a path: a link that is not ours, or in a directory that is not. */
static bool is_link_of_others(const char *path, size_t len)
{
	cleanup_free char *link = strndup(path, len);
	struct stat st;

	if (!link)
		return true;
	if (lstat(link, &st) < 0 || !S_ISLNK(st.st_mode))
		return false;
	if (st.st_uid != geteuid())
		return true;
	*strrchr(link, '/') = '\0';
	return stat(*link ? link : "/", &st) < 0 || (st.st_uid != geteuid() && st.st_uid != 0);
}

/* Whether there is one on the way: root is not to follow it. */
static bool is_led_astray(const char *path)
{
	for (size_t len = 1;; len++) {
		len += strcspn(path + len, "/");
		if (is_link_of_others(path, len))
			return true;
		if (!path[len])
			return false;
	}
}

/* The file that a link leads to. What is there and is no file must not be replaced by one. */
static int find_target(const char *path, char **ret_target)
{
	cleanup_free char *real = realpath(path, NULL);
	const char *target = real ? real : path;
	struct stat st;

	if (is_led_astray(path))
		return -ELOOP;
	if (strncmp(target, "/proc/", 6) == 0 || strncmp(target, "/sys/", 5) == 0 ||
	    (stat(target, &st) == 0 && !S_ISREG(st.st_mode)))
		return -EISNAM;
	*ret_target = strdup(target);
	return *ret_target ? 0 : -ENOMEM;
}

/* A file that did not change keeps its date. */
static bool is_there(const char *path, const char *data, size_t len, mode_t mode,
		     const struct file_owner *owner)
{
	cleanup_free char *old = NULL;
	size_t old_len = 0;
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 07777) == mode &&
	       st.st_uid == owner->user && st.st_gid == owner->group && (size_t)st.st_size == len &&
	       read_file(path, PUT_FILE_MAX, &old, &old_len) == 0 && old_len == len &&
	       memcmp(old, data, len) == 0;
}

int put_file(const struct user_file *file, const struct file_owner *owner, int64_t deadline_ms,
	     struct appended *appended)
{
	cleanup_free char *target = NULL;
	cleanup_free char *data = NULL;
	size_t len = 0;
	int r = find_target(file->path, &target);

	if (r == 0)
		r = content_of(file, deadline_ms, &data, &len);
	if (r == 0 && file->append) {
		r = appended_before(appended, target, data, len);
		if (r > 0)
			return 0;
		if (r == 0)
			r = put_behind(target, &data, &len);
	}
	if (r == 0)
		r = make_parents(target, owner);
	if (r < 0 || is_there(target, data, len, file->mode, owner))
		return r;
	return write_file_of(target, data, len, file->mode, owner);
}
