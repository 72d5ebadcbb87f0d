// SPDX-License-Identifier: Apache-2.0
//
// Finding and reading a volume: every block device of the machine (disk, partition, CD) is asked
// for its label; the first one called cidata is mounted read-only, read and unmounted again, or
// else the first one called config-2. One that cannot be read is reported, and the search goes on.

#include "seed.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../../common/blockdev.h"
#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/monotonic.h"
#include "../../../common/text.h"

#include "removable_media.h"
#include "volume_label.h"

#define MOUNT_POINT "/run/berth/seed"
#define LOOK_AGAIN_MS 250

static int read_device(void *context, uint64_t offset, void *data, size_t len)
{
	return pread_all(*(int *)context, data, len, (off_t)offset);
}

/* In the order in which they count. */
static const struct kind {
	const char *label;
	int (*read)(const char *dir, struct diag_list *problems, struct seed *seed);
} kinds[] = {
	{ "cidata", seed_read_dir },
	{ "config-2", seed_read_config_drive },
};

static bool is_of(const struct volume *volume, const struct kind *kind)
{
	return volume->type != VOLUME_OTHER && (strcasecmp(volume->label, kind->label) == 0 ||
						strcasecmp(volume->boot_label, kind->label) == 0);
}

/* Asked first, because the kernel reports each read of an empty CD drive as an error on the
 * console. */
static bool is_empty_drive(int fd)
{
	int status = ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT);

	return status == CDS_NO_DISC || status == CDS_TRAY_OPEN;
}

/* True if it is a volume of that kind. What cannot be opened or read (an empty drive) is none. */
static bool probe(const char *path, const struct kind *kind, enum volume_type *ret_type)
{
	/* O_NONBLOCK: opening a CD drive must not close its tray and wait for it */
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct volume_reader reader = { .read = read_device, .context = &fd };
	struct volume volume;

	if (fd < 0 || is_empty_drive(fd) || volume_probe(&reader, &volume) < 0 ||
	    !is_of(&volume, kind))
		return false;
	*ret_type = volume.type;
	return true;
}

static int mount_and_read(const char *path, enum volume_type type, const struct kind *kind,
			  struct diag_list *problems, struct seed *seed)
{
	const char *fs = volume_type_name(type);
	int r = make_dirs(MOUNT_POINT, 0700);

	if (r < 0) {
		diag_add(problems, 0, 0, "cannot make %s: %s", MOUNT_POINT, strerror(-r));
		return r;
	}
	if (mount(path, MOUNT_POINT, fs, MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0) {
		r = kind->read(MOUNT_POINT, problems, seed);
		/* lazily: a drive that has stopped answering must not hold the boot */
		(void)umount2(MOUNT_POINT, MNT_DETACH);
	} else {
		r = -errno;
		diag_add(problems, 0, 0, "cannot be mounted as %s: %s", fs, strerror(-r));
	}
	(void)rmdir(MOUNT_POINT);
	return r;
}

static int read_volume(const char *path, enum volume_type type, const struct kind *kind,
		       struct diag_list *problems, struct seed *ret_seed)
{
	struct seed seed = { .source = format_text("%s (%s)", path, volume_type_name(type)) };
	struct diag_list found;
	int r;

	if (!seed.source)
		return -ENOMEM;
	diag_init(&found, path);
	r = mount_and_read(path, type, kind, &found, &seed);
	for (size_t i = 0; i < found.count; i++)
		(found.items[i].note ? diag_note : diag_add)(problems, 0, 0, "seed volume %s %s",
							     path, found.items[i].text);
	diag_free(&found);
	if (r < 0) {
		seed_release(&seed);
		return r;
	}
	*ret_seed = seed;
	return 0;
}

/* Floppy drives answer after seconds, if at all; loop devices are of our own making. */
static bool is_worth_a_look(const char *name)
{
	static const char *const never[] = { "fd", "loop", "zram", "dm-", "nbd" };

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (strncmp(name, never[i], strlen(never[i])) == 0)
			return false;
	return true;
}

static bool is_refused(const char *name, enum seed_media media, struct diag_list *problems)
{
	if (media == SEED_ANY || !removable_media_is(name))
		return false;
	diag_note(problems, 0, 0,
		  "seed volume /dev/%s is not read: this machine has a configuration of its own "
		  "('berth config apply'), and no 'berth: removable_media: true' in it",
		  name);
	return true;
}

static int look_for(const struct blockdev_list *devices, const struct kind *kind,
		    enum seed_media media, struct diag_list *problems, struct seed *ret_seed)
{
	int r = -ENOENT;

	for (size_t i = 0; i < devices->count && r < 0 && r != -ENOMEM; i++) {
		const char *name = devices->items[i].name;
		cleanup_free char *path = format_text("/dev/%s", name);
		enum volume_type type;

		if (!path)
			r = -ENOMEM;
		else if (is_worth_a_look(name) && probe(path, kind, &type) &&
			 !is_refused(name, media, problems))
			r = read_volume(path, type, kind, problems, ret_seed);
		if (r == 0)
			ret_seed->removable = removable_media_is(name);
	}
	return r;
}

static int look(enum seed_media media, struct diag_list *problems, struct seed *ret_seed)
{
	struct blockdev_list devices;
	int r = blockdev_list_read(&devices);

	if (r < 0)
		return r;
	r = -ENOENT;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && r < 0 && r != -ENOMEM; i++)
		r = look_for(&devices, &kinds[i], media, problems, ret_seed);
	blockdev_list_release(&devices);
	return r;
}

static int uevent_socket(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	cleanup_fd int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				   NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

/* Returns when the kernel reports a device, or after a quarter of a second. */
static void wait_for_device(int events, int64_t left_ms)
{
	struct pollfd pfd = { .fd = events, .events = POLLIN };
	char scrap[1024];

	(void)poll(&pfd, 1, left_ms < LOOK_AGAIN_MS ? (int)left_ms : LOOK_AGAIN_MS);
	while (pfd.revents && recv(events, scrap, sizeof(scrap), 0) > 0)
		continue; /* which device it was does not matter */
}

int seed_from_volume(enum seed_media media, int wait_ms, struct diag_list *problems,
		     struct seed *ret_seed)
{
	int64_t deadline = monotonic_ms() + wait_ms;
	/* opened ahead of the first look, so that no device falls between look and wait */
	cleanup_fd int events = wait_ms ? uevent_socket() : -1;

	for (;;) {
		size_t before = diag_found(problems);
		int r = look(media, problems, ret_seed);
		int64_t left = deadline - monotonic_ms();

		/* a volume that is there and cannot be read does not get better by waiting */
		if (r != -ENOENT || diag_found(problems) != before || left <= 0)
			return r;
		wait_for_device(events, left);
	}
}
