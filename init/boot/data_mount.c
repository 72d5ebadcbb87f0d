// SPDX-License-Identifier: Apache-2.0
//
// The file system of the data partition: made, checked, mounted, grown. Declared in data_prepare.h.

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/run.h"
#include "../../common/text.h"
#include "data_blank.h"
#include "data_prepare.h"
#include "ext4_super.h"

#define TARGET "/var"
#define LABEL "berth-data"
/*
 * The kernel reads the whole orphan file at each mount, block by block. By default it has 32 blocks
 * and more, of which each one waits for the disk; four serve the processors of most machines.
 */
#define OPTIONS "lazy_itable_init=1,lazy_journal_init=1,nodiscard,orphan_file_size=4"
#define PROGRAM_LIMIT_MS (10 * 60 * 1000)
#define OUTPUT_MAX 2000

/* e2fsck(8): errors were corrected; the system should be rebooted (matters for a mounted one). */
#define FSCK_HARMLESS (1 | 2)

#define EXT4_IOC_RESIZE_FS _IOW('f', 16, uint64_t)

/* Run a program of e2fsprogs; what it says goes to the log if it fails. */
static int run_logged(const char *const argv[], int limit_ms, int harmless, int *ret_status)
{
	struct run_options options = { .timeout_ms = limit_ms, .output_max = OUTPUT_MAX };
	cleanup_free char *output = NULL;
	char *rest;
	int r = run(argv, &options, ret_status, &output);

	if (r < 0)
		return log_errno(r, "running %s", argv[0]);
	rest = output;
	if (*ret_status & ~harmless) {
		log_error("%s ended with exit status %d", argv[0], *ret_status);
		for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n"))
			if (*line)
				log_warning("%s: %s", argv[0], line);
	}
	return 0;
}

static int run_mke2fs(const char *path)
{
	uint64_t bytes;
	cleanup_free char *blocks = NULL;
	int status = 0;
	int r = blank_device_bytes(path, &bytes);

	if (r < 0)
		return r;
	blocks = format_text("%llu", (unsigned long long)blank_file_system_blocks(bytes));
	if (!blocks)
		return -ENOMEM;
	/* blocks of 4 KiB on small disks too: the first one stays empty until all is written */
	const char *const argv[] = { "mke2fs", "-q", "-F",  "-t", "ext4",  "-b", "4096", "-m",
				     "1",      "-L", LABEL, "-E", OPTIONS, path, blocks, NULL };

	r = run_logged(argv, PROGRAM_LIMIT_MS, 0, &status);
	if (r < 0)
		return r;
	return status ? -EIO : 0;
}

/* A cut before the end leaves the mark, and the next boot begins again. */
static int make(const char *path)
{
	int r = blank_mark_set(path);

	if (r == 0)
		r = run_mke2fs(path);
	if (r < 0)
		return r;
	log_info("%s: file system made", path);
	r = blank_mark_clear(path);
	if (r < 0)
		log_errno(r, "clearing the mark at the end of %s (ignored)", path);
	return 0;
}

/* On a large disk that takes longer than anything else here: PID 1 and people are told. */
static int repair(const char *path)
{
	const char *const argv[] = { "e2fsck", "-f", "-y", path, NULL };
	int status = 0;
	int r;

	console_say("berth: the data partition (%s) is damaged, a repair is under way: on a large "
		    "disk it may take hours; leave the machine on",
		    path);
	r = make_dirs("/run/berth", 0755);
	if (r == 0)
		r = write_file(DATA_REPAIR_FILE, "", 0, 0644);
	if (r < 0)
		log_errno(r, "writing " DATA_REPAIR_FILE " (the repair may be cut short)");
	r = run_logged(argv, DATA_REPAIR_LIMIT_MS, FSCK_HARMLESS, &status);
	if (r < 0)
		return r;
	console_say("berth: the repair of the data partition has ended");
	return status & ~FSCK_HARMLESS ? -EIO : 0;
}

static int check(const char *path)
{
	const char *const argv[] = { "e2fsck", "-p", path, NULL };
	int status = 0;
	int r = run_logged(argv, PROGRAM_LIMIT_MS, FSCK_HARMLESS, &status);

	/* after an error it looks at everything as well, which may be what took so long */
	if (r == -ETIMEDOUT)
		return repair(path);
	if (r < 0)
		return r;
	return status & ~FSCK_HARMLESS ? repair(path) : 0;
}

static int read_super(const char *path, struct ext4_super *ret_super)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char data[EXT4_SUPER_BYTES];
	int r = fd < 0 ? -errno : pread_all(fd, data, sizeof(data), EXT4_SUPER_OFFSET);

	return r < 0 ? r : ext4_super_parse(data, ret_super);
}

/* Online, by the kernel. Returns 1 if it grew. */
static int fill_partition(const char *path, const struct ext4_super *super, uint64_t *ret_bytes)
{
	cleanup_fd int device = open(path, O_RDONLY | O_CLOEXEC);
	cleanup_fd int dir = open(TARGET, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint64_t blocks;
	int r;

	*ret_bytes = 0;
	if (device < 0 || dir < 0)
		return -errno;
	r = io_control(device, BLKGETSIZE64, ret_bytes);
	if (r < 0)
		return r;
	blocks = *ret_bytes / super->block_size;
	if (blocks <= super->blocks)
		return 0;
	r = io_control(dir, EXT4_IOC_RESIZE_FS, &blocks);
	return r < 0 ? r : 1;
}

int data_fill(const char *path, uint64_t *ret_bytes)
{
	struct ext4_super super;
	int r = read_super(path, &super);

	*ret_bytes = 0;
	if (r == 0)
		r = fill_partition(path, &super, ret_bytes);
	return r < 0 ? log_errno(r, "growing the file system of %s", path) : r;
}

static int mount_it(const char *path)
{
	return mount(path, TARGET, "ext4", MS_NOSUID | MS_NODEV | MS_NOATIME, NULL) < 0 ? -errno
											: 0;
}

static int mount_checked(const char *path)
{
	int r = check(path);

	if (r < 0)
		return r;
	r = mount_it(path);
	/* e2fsck believes the flags as well, unless it is told to look at everything */
	if (r < 0 && repair(path) == 0)
		r = mount_it(path);
	return r;
}

/*
 * A file system that was unmounted in order is mounted without running e2fsck, which would only
 * look at the same flags; if the kernel does not want it, it is checked after all.
 */
static int mount_existing(const char *path)
{
	struct ext4_super super;
	uint64_t bytes;
	int r = read_super(path, &super);

	if (r == 0 && super.clean && mount_it(path) == 0)
		goto mounted;
	r = mount_checked(path);
	if (r == 0)
		r = read_super(path, &super);
	if (r != 0)
		return log_errno(r, "mounting %s on %s", path, TARGET);
mounted:
	/* if it cannot be grown it is smaller than it could be, but usable */
	r = fill_partition(path, &super, &bytes);
	if (r < 0)
		log_errno(r, "growing the file system of %s", path);
	return 0;
}

static int mount_new(const char *path)
{
	uint64_t bytes;
	int r = make(path);

	if (r == 0)
		r = mount_it(path);
	if (r < 0)
		return log_errno(r, "making a file system on %s", path);
	/* over the place of the mark; as with any other, it need not succeed */
	(void)data_fill(path, &bytes);
	return 0;
}

int data_mount(const char *path, enum fs_type type)
{
	return type == FS_BLANK ? mount_new(path) : mount_existing(path);
}
