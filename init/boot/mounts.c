// SPDX-License-Identifier: Apache-2.0
//
// The early mounts. See mounts.h.

#include "mounts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/text.h"

#define API_FLAGS (MS_NOSUID | MS_NODEV | MS_NOEXEC)

struct mount_entry {
	const char *target;
	const char *type;
	unsigned long flags;
	const char *options;
	const char *condition; /* a path that must exist; NULL = always */
	bool fatal;
	bool stage1;
};

static const struct mount_entry table[] = {
	{ "/proc", "proc", API_FLAGS, NULL, NULL, true, true },
	{ "/sys", "sysfs", API_FLAGS, NULL, NULL, true, true },
	{ "/dev", "devtmpfs", MS_NOSUID, "mode=0755,size=4m", NULL, true, true },
	{ "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "mode=0620,gid=5,ptmxmode=0666", NULL, false,
	  false },
	{ "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777", NULL, true, false },
	{ "/dev/mqueue", "mqueue", API_FLAGS, NULL, NULL, false, false },
	/* no noexec: runc and containerd execute from below /run */
	{ "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=20%,nr_inodes=800k", NULL, true,
	  true },
	{ "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777", NULL, false, false },
	/* mounted here and nowhere else: a second mount would reset the options for all */
	{ "/sys/fs/cgroup", "cgroup2", API_FLAGS, "nsdelegate,memory_recursiveprot", NULL, true,
	  false },
	{ "/sys/kernel/security", "securityfs", API_FLAGS, NULL, "/sys/kernel/security", false,
	  false },
	{ "/sys/fs/bpf", "bpf", API_FLAGS, "mode=0700", "/sys/fs/bpf", false, false },
	{ "/sys/fs/pstore", "pstore", API_FLAGS, NULL, "/sys/fs/pstore", false, false },
	{ "/sys/firmware/efi/efivars", "efivarfs", API_FLAGS, NULL, "/sys/firmware/efi/efivars",
	  false, false },
};

bool mounts_is_mount_point(const char *path)
{
	cleanup_free char *above = NULL;
	struct stat here, parent;

	above = format_text("%s/..", path);
	if (!above)
		return false;
	return stat(path, &here) == 0 && stat(above, &parent) == 0 && here.st_dev != parent.st_dev;
}

static int mount_one(const struct mount_entry *entry)
{
	if (entry->condition && access(entry->condition, F_OK) < 0)
		return 0;
	if (mounts_is_mount_point(entry->target))
		return 0;
	/* exists nearly always; if it cannot be made, mount(2) names the reason */
	(void)mkdir(entry->target, 0755);
	if (mount(entry->type, entry->target, entry->type, entry->flags, entry->options) == 0 ||
	    errno == EBUSY)
		return 0;
	return log_errno(errno, "mounting %s on %s", entry->type, entry->target);
}

static int mount_all(bool stage1)
{
	int result = 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int r = stage1 && !table[i].stage1 ? 0 : mount_one(&table[i]);

		if (r < 0 && table[i].fatal && result == 0)
			result = r;
	}
	return result;
}

int mounts_stage1(void)
{
	return mount_all(true);
}

int mounts_early(void)
{
	return mount_all(false);
}

void mounts_dev_links(void)
{
	static const char *const links[][2] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			log_errno(errno, "link %s", links[i][1]);
}

int mounts_share(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL) < 0)
		return log_errno(errno, "making / shared");
	return 0;
}

int mounts_etc(void)
{
	/* upper and work directory must be on the same file system */
	static const char options[] = "lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work";
	static const char *const dirs[] = { "/run/etc", "/run/etc/upper", "/run/etc/work" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (mkdir(dirs[i], 0755) < 0 && errno != EEXIST)
			return log_errno(errno, "making %s", dirs[i]);
	if (mount("overlay", "/etc", "overlay", MS_NOSUID | MS_NODEV, options) < 0)
		return log_errno(errno, "mounting the overlay on /etc");
	return 0;
}
