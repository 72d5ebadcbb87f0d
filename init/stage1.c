// SPDX-License-Identifier: Apache-2.0
//
// Stage 1: find the partition that the command line names, mount it read-only, switch to it.
// Nothing else is in the initramfs, so there is no shell to fall back to: a failure is shown, and
// after a pause the machine restarts, which lets the boot loader count the attempt as failed.

#include "stage1.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../common/blockdev.h"
#include "../common/cleanup.h"
#include "../common/cmdline.h"
#include "../common/console.h"
#include "../common/log.h"
#include "mounts.h"
#include "switch_root.h"

#define NEW_ROOT "/sysroot"
#define REAL_INIT "/sbin/init"
#define ROOT_WAIT_MS 30000
#define PAUSE_BEFORE_REBOOT_S 10
#define PARTLABEL "PARTLABEL="

bool stage1_is_here(const char *argv0)
{
	struct statfs fs;

	return strcmp(argv0, "/init") == 0 && statfs("/", &fs) == 0 &&
	       (fs.f_type == RAMFS_MAGIC || fs.f_type == TMPFS_MAGIC);
}

/* `berth.root=` is ours; `root=` is accepted too, because people know it. */
static int root_partition(const char *cmdline, char **ret_partname)
{
	cleanup_free char *value = NULL;
	int r = cmdline_get(cmdline, "berth.root", &value);

	if (r == -ENOENT)
		r = cmdline_get(cmdline, "root", &value);
	if (r < 0) {
		console_say("berth: the kernel command line names no root: "
			    "add berth.root=PARTLABEL=NAME");
		return r;
	}
	if (strncmp(value, PARTLABEL, strlen(PARTLABEL)) != 0) {
		console_say("berth: cannot use root \"%s\": the form is berth.root=PARTLABEL=NAME",
			    value);
		return -EINVAL;
	}
	*ret_partname = strdup(value + strlen(PARTLABEL));
	return *ret_partname ? 0 : -ENOMEM;
}

static int find_root(const char *partname, char **ret_path)
{
	size_t count = 0;
	int r = blockdev_wait_partname(partname, ROOT_WAIT_MS, ret_path, &count);

	if (r == -ENOENT)
		console_say("berth: no partition named %s appeared within %d s: "
			    "is the disk attached, and is its driver in this kernel?",
			    partname, ROOT_WAIT_MS / 1000);
	else if (r < 0)
		log_errno(r, "looking for the partition %s", partname);
	else if (count > 1)
		console_say("berth: %zu partitions are named %s; using %s", count, partname,
			    *ret_path);
	return r;
}

static int mount_root(const char *device)
{
	enum fs_type found;
	const char *type;
	int r = blockdev_probe(device, &found);

	if (r < 0)
		return log_errno(r, "reading %s", device);
	type = fs_type_name(found);
	if (found != FS_EROFS && found != FS_SQUASHFS) {
		console_say("berth: %s holds no root image (found %s, expected erofs or squashfs)",
			    device, type ? type : "nothing known");
		return -EINVAL;
	}
	if (mkdir(NEW_ROOT, 0755) < 0 && errno != EEXIST)
		return log_errno(errno, "making %s", NEW_ROOT);
	if (mount(device, NEW_ROOT, type, MS_RDONLY | MS_NODEV, NULL) < 0)
		return log_errno(errno, "mounting %s (%s) on %s", device, type, NEW_ROOT);
	return 0;
}

static int boot(char *argv[])
{
	cleanup_free char *cmdline = NULL;
	cleanup_free char *partname = NULL;
	cleanup_free char *device = NULL;
	static char init[] = REAL_INIT;
	int r = mounts_stage1();

	if (r < 0)
		return r;
	r = cmdline_read(&cmdline);
	if (r < 0)
		return log_errno(r, "reading the kernel command line");
	r = root_partition(cmdline, &partname);
	if (r == 0)
		r = find_root(partname, &device);
	if (r == 0)
		r = mount_root(device);
	if (r < 0)
		return r;
	argv[0] = init;
	return switch_root(NEW_ROOT, REAL_INIT, argv);
}

_Noreturn void stage1_main(char *argv[])
{
	cleanup_free char *cmdline = NULL;
	int r;

	log_init("berth stage 1", LOG_TO_KMSG);
	r = boot(argv);
	console_say("berth: boot failed: stage 1: %s", strerror(-r));
	/* panic=0 is how people ask for a machine that stands still so that they can read */
	if (cmdline_read(&cmdline) == 0 && cmdline_is(cmdline, "panic", "0"))
		for (;;)
			(void)pause();
	console_say("berth: restarting in %d s", PAUSE_BEFORE_REBOOT_S);
	(void)sleep(PAUSE_BEFORE_REBOOT_S);
	sync();
	(void)reboot(RB_AUTOBOOT);
	for (;;)
		(void)pause();
}
