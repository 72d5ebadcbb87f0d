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
#include "put_file.h"

#define LIMIT_MS 8000 /* to decompress all of them: the boot waits */

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

static int apply_one(const struct user_file *file, int64_t deadline_ms, struct appended *appended,
		     struct diag_list *problems)
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
		r = put_file(file, &owner, deadline_ms, appended);
	if (r < 0)
		diag_add(problems, file->line, file->column, "%s is not written: %s", file->path,
			 why(r));
	return r;
}

static bool is_due(const struct user_file *file, bool deferred, bool done)
{
	return file->defer == deferred && !(done && is_kept(file->path));
}

static int apply_all(const struct user_files *files, bool done, struct appended *appended,
		     struct diag_list *problems)
{
	int64_t deadline_ms = monotonic_ms() + LIMIT_MS;
	int result = 0;

	for (int deferred = 0; deferred < 2; deferred++)
		for (size_t i = 0; i < files->count; i++) {
			int r = 0;

			if (is_due(&files->items[i], deferred, done))
				r = apply_one(&files->items[i], deadline_ms, appended, problems);
			result = r < 0 ? r : result;
		}
	return result;
}

int apply_files(const struct user_files *files, bool done, const char *appended_path,
		struct diag_list *problems)
{
	struct appended appended = { .now = { 0 } };
	int stored, result, r = appended_load(appended_path, &appended);

	result = apply_all(files, done, &appended, problems);
	stored = appended_store(appended_path, &appended);
	appended_release(&appended);
	if (r < 0 || stored < 0)
		diag_add(problems, 0, 0, "what is appended may be there twice: %s: %s",
			 appended_path, strerror(r < 0 ? -r : -stored));
	return result;
}

bool apply_files_any_kept(const struct user_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (is_kept(files->items[i].path))
			return true;
	return false;
}
