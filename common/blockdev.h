// SPDX-License-Identifier: Apache-2.0
//
// Block devices of the machine, and what is on them. Reading a uevent, recognising a file system
// and choosing among candidates are pure; walking /sys is the thin rest. Names on a volume are read
// by fsident.h; looking for one as the command line names it: volume_spec.h.

#ifndef BERTH_COMMON_BLOCKDEV_H
#define BERTH_COMMON_BLOCKDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* One block device as /sys/class/block/NAME shows it. Strings are owned by the struct. */
struct blockdev {
	char *name; /* kernel name: sda1 */
	char *disk; /* name of the disk it is a partition of: sda; NULL for a whole disk */
	char *partname; /* GPT partition name; NULL if it has none */
	unsigned partno; /* partition number; 0 for a whole disk */
};

struct blockdev_list {
	struct blockdev *items; /* sorted by name */
	size_t count;
};

enum fs_type {
	FS_UNKNOWN, /* something else, or nothing that we know */
	FS_BLANK, /* nothing here: the leading 4 KiB are zero and no known signature follows; who
		   * formats looks further (init/boot/data_blank.h) */
	FS_EXT,
	FS_VFAT,
	FS_ISO9660,
	FS_EROFS,
	FS_SQUASHFS,
	FS_OTHER, /* a known signature of something we do not mount (xfs, btrfs, LUKS, LVM ...) */
};

#define FS_PROBE_BYTES (68UL * 1024) /* what fs_probe() wants to see of a device */

/*
 * fs_probe - recognise a file system by its leading bytes. Pure.
 * @data, @len: the start of the device, up to FS_PROBE_BYTES; fewer bytes recognise less
 */
enum fs_type fs_probe(const unsigned char *data, size_t len);

/* fs_type_name - the name for mount(2): `ext4`, `vfat` ...; NULL for what is not mounted. */
const char *fs_type_name(enum fs_type type);

/*
 * blockdev_parse_uevent - fill a struct blockdev from the text of a `uevent` file. Pure.
 * @link: where the link to its directory in /sys leads to: `.../block/vda/vda1` tells the disk of
 *        a partition; NULL = the disk is not asked for
 * Returns 0, -EINVAL (no DEVNAME, or a link that is no path) or -ENOMEM. Release with
 * blockdev_release().
 */
int blockdev_parse_uevent(const char *text, const char *link, struct blockdev *ret_dev);
void blockdev_release(struct blockdev *dev);

/*
 * blockdev_list_read - all block devices of the machine, without empty loop and ram devices.
 * Returns 0 or a negative errno. Release with blockdev_list_release().
 */
int blockdev_list_read(struct blockdev_list *ret_list);
void blockdev_list_release(struct blockdev_list *list);

/*
 * blockdev_find_partname - choose a partition by its name. Pure.
 * @disk: only partitions of this disk; NULL = of any
 * @ret_count: how many partitions matched; may be NULL. With more than one the first by name is
 *             returned, and the caller decides whether that is good enough.
 * Returns the device (owned by the list) or NULL.
 */
const struct blockdev *blockdev_find_partname(const struct blockdev_list *list,
					      const char *partname, const char *disk,
					      size_t *ret_count);

/*
 * blockdev_of_sysfs - the device that a directory like /sys/dev/block/8:1 stands for. Of a
 * device-mapper device (the verified root) the one below it that has the data.
 * @ret_dev: released with blockdev_release()
 * Returns 0, -ENODEV (none, or device-mapper over several devices), or a negative errno.
 */
int blockdev_of_sysfs(const char *dir, struct blockdev *ret_dev);

/*
 * blockdev_of_mount - the same for a mounted path, from its st_dev.
 * Returns 0, -ENODEV (not on a block device, or as above), or a negative errno.
 */
int blockdev_of_mount(const char *path, struct blockdev *ret_dev);

#endif
