// SPDX-License-Identifier: Apache-2.0
//
// Block devices as /sys shows them: reading, choosing. What is on a device is recognised in
// fsprobe.c. See blockdev.h.

#include "blockdev.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cleanup.h"
#include "io.h"
#include "text.h"

#define UEVENT_MAX 8192

/* Value of `KEY=` in a uevent text, as a new string; NULL if it is missing or memory is short. */
static char *uevent_value(const char *text, const char *key)
{
	size_t key_len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (strncmp(line, key, key_len) == 0 && line[key_len] == '=') {
			line += key_len + 1;
			return strndup(line, strcspn(line, "\n"));
		}
	}
	return NULL;
}

/* The directory above the last one of a path, as a new string; NULL if memory is short. */
static char *name_above(const char *path)
{
	const char *end = strrchr(path, '/');
	const char *begin = end;

	while (begin > path && begin[-1] != '/')
		begin--;
	return strndup(begin, (size_t)(end - begin));
}

int blockdev_parse_uevent(const char *text, const char *link, struct blockdev *ret_dev)
{
	struct blockdev dev = { .name = uevent_value(text, "DEVNAME") };
	cleanup_free char *number = uevent_value(text, "PARTN");

	if (!dev.name)
		return -EINVAL;
	dev.partname = uevent_value(text, "PARTNAME");
	dev.partno = number ? (unsigned)strtoul(number, NULL, 10) : 0;
	if (link && number) {
		if (!strchr(link, '/')) {
			blockdev_release(&dev);
			return -EINVAL;
		}
		dev.disk = name_above(link);
		if (!dev.disk) {
			blockdev_release(&dev);
			return -ENOMEM;
		}
	}
	*ret_dev = dev;
	return 0;
}

void blockdev_release(struct blockdev *dev)
{
	free(dev->name);
	free(dev->disk);
	free(dev->partname);
	*dev = (struct blockdev){ 0 };
}

static int read_device(const char *dir, struct blockdev *ret_dev)
{
	cleanup_free char *path = format_text("%s/uevent", dir);
	cleanup_free char *text = NULL;
	char link[PATH_MAX];
	ssize_t len = readlink(dir, link, sizeof(link) - 1);
	int r = path ? read_file(path, UEVENT_MAX, &text, NULL) : -ENOMEM;

	if (r < 0)
		return r;
	link[len > 0 ? len : 0] = '\0';
	return blockdev_parse_uevent(text, len > 0 ? link : NULL, ret_dev);
}

static int by_name(const void *a, const void *b)
{
	const struct blockdev *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* Devices without a medium, of which there may be many: unbound loop devices, RAM disks. */
static bool is_empty(const struct blockdev *dev, const char *dir)
{
	cleanup_free char *path = dev->disk ? NULL : format_text("%s/size", dir);
	cleanup_free char *size = NULL;

	return path && read_file(path, 64, &size, NULL) == 0 && strtoull(size, NULL, 10) == 0;
}

static int list_add(struct blockdev_list *list, const char *name)
{
	cleanup_free char *dir = format_text("/sys/class/block/%s", name);
	struct blockdev *grown;
	int r;

	if (!dir)
		return -ENOMEM;
	if (strncmp(name, "ram", 3) == 0)
		return 0;
	grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	list->items = grown;
	r = read_device(dir, &list->items[list->count]);
	if (r == -ENOMEM)
		return r;
	/* a device may vanish between readdir and read: it is then not in the list */
	if (r == 0 && is_empty(&list->items[list->count], dir))
		blockdev_release(&list->items[list->count]);
	else if (r == 0)
		list->count++;
	return 0;
}

int blockdev_list_read(struct blockdev_list *ret_list)
{
	cleanup_dir DIR *dir = opendir("/sys/class/block");
	struct blockdev_list list = { 0 };
	struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		int r = entry->d_name[0] == '.' ? 0 : list_add(&list, entry->d_name);

		if (r < 0) {
			blockdev_list_release(&list);
			return r;
		}
	}
	if (list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items), by_name);
	*ret_list = list;
	return 0;
}

void blockdev_list_release(struct blockdev_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		blockdev_release(&list->items[i]);
	free(list->items);
	*list = (struct blockdev_list){ 0 };
}

const struct blockdev *blockdev_find_partname(const struct blockdev_list *list,
					      const char *partname, const char *disk,
					      size_t *ret_count)
{
	const struct blockdev *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct blockdev *dev = &list->items[i];

		if (!dev->partname || strcmp(dev->partname, partname) != 0)
			continue;
		if (disk && (!dev->disk || strcmp(dev->disk, disk) != 0))
			continue;
		if (!found)
			found = dev;
		count++;
	}
	if (ret_count)
		*ret_count = count;
	return found;
}

/* The only entry of a directory: `.../slaves` of a device-mapper device. -ENODEV: none or more. */
static int only_entry(const char *path, char **ret_name)
{
	cleanup_dir DIR *dir = opendir(path);
	cleanup_free char *name = NULL;
	struct dirent *entry;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (name)
			return -ENODEV;
		name = strdup(entry->d_name);
		if (!name)
			return -ENOMEM;
	}
	if (!name)
		return -ENODEV;
	*ret_name = take_ptr(name);
	return 0;
}

/* Directory of the device that has the data: below device-mapper, or @dir itself. */
static int dir_with_data(const char *dir, char **ret_dir)
{
	cleanup_free char *mapper = format_text("%s/dm", dir);
	cleanup_free char *slaves = format_text("%s/slaves", dir);
	cleanup_free char *name = NULL;
	int r;

	if (!mapper || !slaves)
		return -ENOMEM;
	if (access(mapper, F_OK) < 0) {
		*ret_dir = strdup(dir);
	} else {
		r = only_entry(slaves, &name);
		if (r < 0)
			return r;
		*ret_dir = format_text("%s/%s", slaves, name);
	}
	return *ret_dir ? 0 : -ENOMEM;
}

int blockdev_of_sysfs(const char *dir, struct blockdev *ret_dev)
{
	cleanup_free char *below = NULL;
	int r = dir_with_data(dir, &below);

	if (r == 0)
		r = read_device(below, ret_dev);
	return r == -ENOENT ? -ENODEV : r;
}

int blockdev_of_mount(const char *path, struct blockdev *ret_dev)
{
	cleanup_free char *dir = NULL;
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	if (major(st.st_dev) == 0)
		return -ENODEV;
	dir = format_text("/sys/dev/block/%u:%u", major(st.st_dev), minor(st.st_dev));
	return dir ? blockdev_of_sysfs(dir, ret_dev) : -ENOMEM;
}
