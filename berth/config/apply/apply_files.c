// SPDX-License-Identifier: Apache-2.0
//
// Writing files. See apply_files.h.

#include "apply_files.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/monotonic.h"
#include "../../../common/number.h"
#include "../config_paths.h"
#include "../source/gunzip.h"
#include "once.h"

#define FILE_MAX (16UL * 1024 * 1024) /* bytes of one file, decompressed, with what was there */
#define PART "write_files"
#define LIMIT_MS 15000 /* to decompress all of them: the boot waits */

static bool is_kept(const char *path)
{
	/* these, too, are parts of the data partition */
	return strncmp(path, "/var/", 5) == 0 || strncmp(path, "/root/", 6) == 0 ||
	       strncmp(path, "/home/", 6) == 0;
}

static int find_user(const char *name, struct file_owner *owner)
{
	int64_t number = number_parse(name, UINT32_MAX - 1);
	const struct passwd *user = number >= 0 ? getpwuid((uid_t)number) : getpwnam(name);

	if (!user && number < 0)
		return -ENOENT;
	owner->user = user ? user->pw_uid : (uid_t)number;
	return 0;
}

static int find_group(const char *name, struct file_owner *owner)
{
	int64_t number = number_parse(name, UINT32_MAX - 1);
	const struct group *group = number >= 0 ? NULL : getgrnam(name);

	if (!group && number < 0)
		return -ENOENT;
	owner->group = group ? group->gr_gid : (gid_t)number;
	return 0;
}

/* Without a group it is that of root, as with cloud-init. */
static int find_owner(const char *text, struct file_owner *owner)
{
	cleanup_free char *user = strdup(text);
	char *group;
	int r;

	if (!user)
		return -ENOMEM;
	group = strchr(user, ':');
	if (group)
		*group++ = '\0';
	r = find_user(user, owner);
	return r == 0 && group ? find_group(group, owner) : r;
}

/* As whole lines. */
static bool has_already(const char *old, size_t old_len, const char *data, size_t len)
{
	const char *at = memmem(old, old_len, data, len);

	while (at && at != old && at[-1] != '\n')
		at = memmem(at + 1, old_len - (size_t)(at + 1 - old), data, len);
	return at != NULL;
}

/*
 * Replaces @data by what was in the file, and it behind that, unless it is there: the same may be
 * carried out several times in one boot.
 */
static int put_behind(const char *path, char **data, size_t *len)
{
	cleanup_free char *old = NULL;
	size_t old_len = 0;
	char *both;
	int r = read_file(path, FILE_MAX, &old, &old_len);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	if (old_len + *len > FILE_MAX)
		return -EFBIG;
	if (has_already(old, old_len, *data, *len))
		*len = 0;
	both = malloc(old_len + *len + 1);
	if (!both)
		return -ENOMEM;
	memcpy(both, old, old_len);
	memcpy(both + old_len, *data, *len);
	both[old_len + *len] = '\0';
	free(*data);
	*data = both;
	*len += old_len;
	return 0;
}

static int content_of(const struct user_file *file, int64_t deadline_ms, char **ret_data,
		      size_t *ret_len)
{
	int64_t left = deadline_ms - monotonic_ms();

	if (file->gzip)
		return left <= 0 ? -ETIMEDOUT
				 : gunzip(file->content, file->len, FILE_MAX, (int)left, ret_data,
					  ret_len);
	*ret_data = malloc(file->len + 1);
	if (!*ret_data)
		return -ENOMEM;
	memcpy(*ret_data, file->content, file->len + 1);
	*ret_len = file->len;
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
	       read_file(path, FILE_MAX, &old, &old_len) == 0 && old_len == len &&
	       memcmp(old, data, len) == 0;
}

static int write_one(const struct user_file *file, const struct file_owner *owner,
		     int64_t deadline_ms)
{
	cleanup_free char *target = NULL;
	cleanup_free char *data = NULL;
	size_t len = 0;
	int r = find_target(file->path, &target);

	if (r == 0)
		r = content_of(file, deadline_ms, &data, &len);
	if (r == 0 && file->append)
		r = put_behind(target, &data, &len);
	if (r == 0)
		r = make_parents(target, owner);
	if (r < 0 || is_there(target, data, len, file->mode, owner))
		return r;
	return write_file_of(target, data, len, file->mode, owner);
}

static const char *why(int error)
{
	switch (error) {
	case -ELOOP:
		return "a link on the way is not root's";
	case -EROFS:
		return "it is part of the image, which is read-only";
	case -EISNAM:
		return "there is something else than a file (for settings of the kernel there is "
		       "bootcmd)";
	case -ETIMEDOUT:
		return "decompressing it takes too long";
	case -EBADMSG:
		return "its content cannot be decompressed";
	case -EFBIG:
		return "it is larger than 16 MiB";
	default:
		return strerror(-error);
	}
}

static int apply_one(const struct user_file *file, int64_t deadline_ms, struct diag_list *problems)
{
	struct file_owner owner = { 0 };
	int r = file->owner ? find_owner(file->owner, &owner) : 0;

	if (r == -ENOENT) {
		diag_add(problems, file->line, file->column,
			 "%s is not written: there is no user or group '%s'", file->path,
			 file->owner);
		return r;
	}
	if (r == 0)
		r = write_one(file, &owner, deadline_ms);
	if (r < 0)
		diag_add(problems, file->line, file->column, "%s is not written: %s", file->path,
			 why(r));
	return r;
}

int apply_files(const struct user_files *files, const char *instance, struct diag_list *problems)
{
	int64_t deadline_ms = monotonic_ms() + LIMIT_MS;
	bool done = once_is_done(CONFIG_ONCE_DIR, PART, instance);
	bool any_kept = false;
	int result = 0;

	for (int deferred = 0; deferred < 2; deferred++) {
		for (size_t i = 0; i < files->count; i++) {
			const struct user_file *file = &files->items[i];
			bool kept = is_kept(file->path);
			int r;

			if (file->defer != deferred || (kept && done))
				continue;
			any_kept = any_kept || kept;
			r = apply_one(file, deadline_ms, problems);
			if (r < 0)
				result = r;
		}
	}
	if (any_kept) {
		int r = once_mark(CONFIG_ONCE_DIR, PART, instance);

		if (r < 0)
			diag_add(problems, 0, 0, "files are written again at the next boot: %s",
				 strerror(-r));
	}
	return result;
}
