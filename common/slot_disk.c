// SPDX-License-Identifier: Apache-2.0
//
// The running system's own disk. See slot_disk.h. Names of the partitions: disk_layout.c.

#include "slot_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

#define ESP_NAME "berth-efi"

static const char *const root_names[SLOT_COUNT] = { "berth-a", "berth-b" };
static const char *const boot_names[SLOT_COUNT] = { "berth-boot-a", "berth-boot-b" };

static enum slot slot_of_partition(const char *partname)
{
	for (size_t i = 0; partname && i < SLOT_COUNT; i++)
		if (strcmp(partname, root_names[i]) == 0)
			return (enum slot)i;
	return SLOT_NONE;
}

/* @ret_path: stays NULL if there is none. Of several none is taken: which one is right? */
static int find_path(const struct blockdev_list *list, const char *partname, const char *disk,
		     char **ret_path)
{
	size_t count = 0;
	const struct blockdev *dev = blockdev_find_partname(list, partname, disk, &count);

	if (count != 1)
		return 0;
	*ret_path = format_text("/dev/%s", dev->name);
	return *ret_path ? 0 : -ENOMEM;
}

static int find_paths(const struct blockdev_list *list, struct slot_disk *found)
{
	int r = find_path(list, ESP_NAME, found->disk, &found->esp);

	for (size_t i = 0; r == 0 && i < SLOT_COUNT; i++) {
		r = find_path(list, root_names[i], found->disk, &found->root[i]);
		if (r == 0)
			r = find_path(list, boot_names[i], found->disk, &found->boot[i]);
	}
	if (r < 0)
		return r;
	return found->esp ? 0 : -ENODEV;
}

int slot_disk_choose(const struct blockdev *root, const struct blockdev_list *list,
		     struct slot_disk *ret)
{
	struct slot_disk found = { .running = slot_of_partition(root->partname) };
	int r;

	if (found.running == SLOT_NONE || !root->disk)
		return -ENODEV;
	found.disk = strdup(root->disk);
	r = found.disk ? find_paths(list, &found) : -ENOMEM;
	if (r < 0) {
		slot_disk_release(&found);
		return r;
	}
	*ret = found;
	return 0;
}

int slot_disk_find(struct slot_disk *ret)
{
	struct blockdev_list list = { 0 };
	struct blockdev root = { 0 };
	int r = blockdev_of_mount("/", &root);

	if (r == 0)
		r = blockdev_list_read(&list);
	if (r == 0)
		r = slot_disk_choose(&root, &list, ret);
	blockdev_list_release(&list);
	blockdev_release(&root);
	return r;
}

void slot_disk_release(struct slot_disk *disk)
{
	free(disk->disk);
	free(disk->esp);
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		free(disk->boot[i]);
		free(disk->root[i]);
	}
	*disk = (struct slot_disk){ .running = SLOT_NONE };
}

int slot_disk_read(const struct slot_disk *disk, struct boot_record *ret_record)
{
	cleanup_fd int fd = open(disk->esp, O_RDONLY | O_CLOEXEC);
	struct disk_io io = { 0 };
	int r;

	boot_record_default(ret_record);
	if (fd < 0)
		return -errno;
	r = disk_io_open(&fd, &io);
	return r < 0 ? r : boot_record_read(&io, ret_record);
}

int slot_disk_write(const struct slot_disk *disk, const struct boot_record *record)
{
	cleanup_fd int fd = open(disk->esp, O_RDWR | O_CLOEXEC);
	struct disk_io io = { 0 };
	int r;

	if (fd < 0)
		return -errno;
	r = disk_io_open(&fd, &io);
	return r < 0 ? r : boot_record_write(&io, record);
}
