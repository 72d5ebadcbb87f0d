// SPDX-License-Identifier: Apache-2.0
//
// From the initramfs to the real root. rootfs can be neither pivoted nor unmounted: the new mount
// is moved over it, and its content is deleted to give the memory back.

#include "switch_root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../boot/mounts.h"

static int check(const char *new_root, const char *init)
{
	cleanup_free char *path = NULL;
	struct stat old_st, new_st, init_st;
	struct statfs old_fs;

	if (stat("/", &old_st) < 0 || stat(new_root, &new_st) < 0 || statfs("/", &old_fs) < 0)
		return log_errno(errno, "switching root: looking at / and %s", new_root);
	if (old_st.st_dev == new_st.st_dev) {
		log_error("switching root: nothing is mounted on %s", new_root);
		return -EINVAL;
	}
	if (old_fs.f_type != RAMFS_MAGIC && old_fs.f_type != TMPFS_MAGIC) {
		log_error("switching root: / is not an initramfs, its content must stay");
		return -EINVAL;
	}
	path = format_text("%s%s", new_root, init);
	if (!path)
		return log_errno(ENOMEM, "switching root");
	/* /sbin may be an absolute link inside the new root, so this is not followed to the end */
	if (lstat(path, &init_st) < 0)
		return log_errno(errno, "switching root: the new init %s", path);
	if (S_ISREG(init_st.st_mode) && !(init_st.st_mode & S_IXUSR))
		return log_errno(EACCES, "switching root: the new init %s", path);
	return 0;
}

/* Move an API mount over, or detach it where the new root has no place for it. */
static int move_over(const char *from, const char *new_root)
{
	cleanup_free char *to = NULL;

	if (!mounts_is_mount_point(from))
		return 0;
	to = format_text("%s%s", new_root, from);
	if (!to)
		return log_errno(ENOMEM, "switching root");
	if (mount(from, to, NULL, MS_MOVE, NULL) == 0)
		return 0;
	log_errno(errno, "switching root: moving %s to %s (detached instead)", from, to);
	return umount2(from, MNT_DETACH) < 0 ? -errno : 0;
}

/* Delete all below a directory, never across a mount. Takes over @fd. Failures cost memory only. */
static void delete_below(int fd, dev_t device)
{
	cleanup_dir DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		(void)close(fd);
		return;
	}
	while ((entry = readdir(dir))) {
		const char *name = entry->d_name;
		struct stat st;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) < 0 || st.st_dev != device)
			continue;
		if (S_ISDIR(st.st_mode)) {
			int below = openat(dirfd(dir), name,
					   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			if (below >= 0)
				delete_below(below, device);
		}
		(void)unlinkat(dirfd(dir), name, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0);
	}
}

/* The steps that cannot be undone. */
static int go(const char *new_root, int old_root_fd)
{
	struct stat old_st;

	if (fstat(old_root_fd, &old_st) < 0)
		return log_errno(errno, "switching root: looking at the initramfs");
	if (chdir(new_root) < 0)
		return log_errno(errno, "switching root: entering %s", new_root);
	if (mount(".", "/", NULL, MS_MOVE, NULL) < 0)
		return log_errno(errno, "switching root: moving %s to /", new_root);
	if (chroot(".") < 0 || chdir("/") < 0)
		return log_errno(errno, "switching root: entering the new root");
	delete_below(old_root_fd, old_st.st_dev);
	return 0;
}

int switch_root(const char *new_root, const char *init, char *const argv[])
{
	static const char *const api[] = { "/dev", "/proc", "/sys", "/run" };
	int r = check(new_root, init);
	int old_root_fd;

	if (r < 0)
		return r;
	/* below a shared parent nothing can be moved */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return log_errno(errno, "switching root: making / private");
	for (size_t i = 0; i < sizeof(api) / sizeof(api[0]); i++) {
		r = move_over(api[i], new_root);
		if (r < 0)
			return log_errno(r, "switching root: detaching %s", api[i]);
	}
	old_root_fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (old_root_fd < 0)
		return log_errno(errno, "switching root: opening /");
	r = go(new_root, old_root_fd); /* closes the descriptor, or exec does */
	if (r < 0)
		return r;
	(void)execv(init, argv);
	return log_errno(errno, "switching root: executing %s", init);
}
