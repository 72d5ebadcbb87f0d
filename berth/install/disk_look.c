// SPDX-License-Identifier: Apache-2.0
//
// Looking at the disks of the machine. See disk_look.h.

#include "disk_look.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"
#include "disk_name.h"
#include "disk_uses.h"

#define SYS "/sys/class/block/"
#define VALUE_MAX 4096
#define TABLES_MAX (1024UL * 1024)

const char *disk_bus(const char *sys_path)
{
	static const struct {
		const char *part, *bus;
	} known[] = {
		{ "/usb", "USB" },	    { "/nvme", "NVMe" }, { "/virtio", "virtio" },
		{ "/mmc_host", "eMMC/SD" }, { "/ata", "SATA" },	 { "/vmbus", "Hyper-V" },
		{ "/vbd-", "Xen" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(sys_path, known[i].part))
			return known[i].bus;
	return "SCSI";
}

enum disk_kind disk_kind_of_name(const char *name)
{
	static const char *const no_disks[] = { "loop", "ram", "zram", "dm-", "md",
						"sr",	"fd",  "nbd",  "mtd", "pmem" };

	for (size_t i = 0; i < sizeof(no_disks) / sizeof(no_disks[0]); i++)
		if (strncmp(name, no_disks[i], strlen(no_disks[i])) == 0)
			return DISK_OTHER;
	/* mmcblk0boot0, mmcblk0rpmb: for firmware */
	return strstr(name, "boot") || strstr(name, "rpmb") ? DISK_OTHER : DISK_WHOLE;
}

/* The text of a file below a device's folder, without blanks at its end; NULL if there is none. */
static char *sys_text(const char *name, const char *file)
{
	cleanup_free char *path = format_text(SYS "%s/%s", name, file);
	char *text = NULL;
	size_t len = 0;

	if (!path || read_file(path, VALUE_MAX, &text, &len) < 0)
		return NULL;
	while (len > 0 && strchr(" \n", text[len - 1]))
		text[--len] = '\0';
	return text;
}

static uint64_t sys_number(const char *name, const char *file)
{
	cleanup_free char *text = sys_text(name, file);

	return text ? strtoull(text, NULL, 10) : 0;
}

/* Kind, and for a partition its disk: the folder is a link to .../block/DISK/PARTITION. */
static int look_at_kind(struct disk_look *look, const char *real)
{
	cleanup_free char *path = format_text("%s/partition", real);
	cleanup_free char *above = strdup(real);
	char *slash;

	if (!path || !above)
		return -ENOMEM;
	look->facts.kind = disk_kind_of_name(look->name);
	if (access(path, F_OK) < 0)
		return 0;
	look->facts.kind = DISK_PARTITION;
	slash = strrchr(above, '/');
	if (slash)
		*slash = '\0';
	slash = strrchr(above, '/');
	look->parent = strdup(slash ? slash + 1 : above);
	look->facts.parent = look->parent;
	return look->parent ? 0 : -ENOMEM;
}

static int look_at_properties(struct disk_look *look, const char *real)
{
	look->facts.bytes = sys_number(look->name, "size") * 512;
	look->facts.sector_size = (uint32_t)sys_number(look->name, "queue/logical_block_size");
	look->facts.read_only = sys_number(look->name, "ro") != 0;
	look->diskseq = sys_number(look->name, "diskseq");
	look->bus = disk_bus(real);
	look->model = sys_text(look->name, "device/model");
	if (!look->model)
		look->model = strdup("");
	return look->model ? 0 : -ENOMEM;
}

static int add_node(const char *name, struct disk_node **nodes, size_t *count)
{
	cleanup_free char *path = format_text(SYS "%s/holders", name);
	cleanup_dir DIR *dir = path ? opendir(path) : NULL;
	struct disk_node *grown = realloc(*nodes, (*count + 1) * sizeof(*grown));
	struct dirent *entry;
	int r = 0;

	if (!grown)
		return -ENOMEM;
	*nodes = grown;
	grown[*count] = (struct disk_node){ .name = strdup(name) };
	if (!grown[*count].name)
		return -ENOMEM;
	while (dir && r == 0 && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			r = string_list_add(&grown[*count].holders, entry->d_name,
					    strlen(entry->d_name));
	(*count)++;
	return r;
}

/* The disk and its partitions. */
static int list_nodes(const char *disk, struct disk_node **nodes, size_t *count)
{
	struct blockdev_list devices;
	int r = blockdev_list_read(&devices);

	if (r < 0)
		return r;
	r = add_node(disk, nodes, count);
	for (size_t i = 0; i < devices.count && r == 0; i++)
		if (devices.items[i].disk && strcmp(devices.items[i].disk, disk) == 0)
			r = add_node(devices.items[i].name, nodes, count);
	blockdev_list_release(&devices);
	return r;
}

static void free_nodes(struct disk_node *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(nodes[i].name);
		string_list_release(&nodes[i].holders);
	}
	free(nodes);
}

static int find_uses(const struct disk_node *nodes, size_t count, struct disk_look *look)
{
	cleanup_free char *mountinfo = NULL;
	cleanup_free char *swaps = NULL;
	struct mount_list mounts;
	int r = read_file("/proc/self/mountinfo", TABLES_MAX, &mountinfo, NULL);

	/* a kernel without swap has no such file */
	if (r == 0 && read_file("/proc/swaps", TABLES_MAX, &swaps, NULL) < 0)
		swaps = strdup("");
	if (r == 0)
		r = swaps ? mountinfo_parse(mountinfo, &mounts) : -ENOMEM;
	if (r < 0)
		return r;
	r = disk_uses(nodes, count, &mounts, swaps, &look->uses, &look->facts.runs_system);
	mountinfo_release(&mounts);
	return r;
}

static int look_at_uses(struct disk_look *look)
{
	struct disk_node *nodes = NULL;
	size_t count = 0;
	int r = list_nodes(look->name, &nodes, &count);

	if (r == 0)
		r = find_uses(nodes, count, look);
	free_nodes(nodes, count);
	return r;
}

static int look_at_contents(struct disk_look *look)
{
	cleanup_free char *path = format_text("/dev/%s", look->name);
	cleanup_fd int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct disk_io io;
	int r;

	if (!path)
		return -ENOMEM;
	r = fd < 0 ? -errno : disk_io_open(&fd, &io);
	return r < 0 ? r : disk_contents_read(&io, &look->contents);
}

static int look_at_disk(struct disk_look *look, const char *real)
{
	int r = look_at_kind(look, real);

	if (r < 0 || look->facts.kind != DISK_WHOLE)
		return r;
	r = look_at_properties(look, real);
	if (r == 0)
		r = look_at_uses(look);
	if (r == 0)
		look->contents_error = look_at_contents(look);
	return r;
}

/* The name is the kernel's, or for a path that leads to no device the path. */
static int find_name(const char *word, struct disk_look *look)
{
	int r = disk_name_find(word, &look->name);

	if (r < 0 && r != -ENOMEM) {
		look->facts.kind = r == -ENOTBLK ? DISK_NO_DEVICE : DISK_MISSING;
		look->name = strdup(word);
		r = look->name ? 0 : -ENOMEM;
	}
	look->facts.name = look->name;
	return r;
}

static int look_by_name(struct disk_look *look)
{
	cleanup_free char *path = format_text(SYS "%s", look->name);
	cleanup_free char *real = path ? realpath(path, NULL) : NULL;

	if (!path)
		return -ENOMEM;
	/* paths that lead nowhere; the folder itself and the one above are no disks */
	if (!real || !*look->name || *look->name == '.' || strchr(look->name, '/'))
		return 0;
	return look_at_disk(look, real);
}

int disk_look(const char *name, struct disk_look *ret)
{
	int r;

	*ret = (struct disk_look){ .facts = { .kind = DISK_MISSING } };
	ret->facts.uses = &ret->uses;
	ret->facts.contents = &ret->contents.lines;
	r = find_name(name, ret);
	if (r == 0)
		r = look_by_name(ret);
	if (r < 0)
		disk_look_release(ret);
	return r;
}

void disk_look_release(struct disk_look *look)
{
	free(look->name);
	free(look->parent);
	free(look->model);
	string_list_release(&look->uses);
	disk_contents_release(&look->contents);
}

static int add_once(struct string_list *list, const char *name)
{
	return string_list_add_once(list, name);
}

int disk_names(struct string_list *ret_names)
{
	struct blockdev_list devices;
	int r = blockdev_list_read(&devices);

	if (r < 0)
		return r;
	for (size_t i = 0; i < devices.count && r == 0; i++) {
		const struct blockdev *dev = &devices.items[i];

		if (!dev->disk && disk_kind_of_name(dev->name) == DISK_WHOLE)
			r = add_once(ret_names, dev->name);
	}
	blockdev_list_release(&devices);
	return r;
}

int disk_twins(const char *name, struct string_list *ret_names)
{
	struct blockdev_list devices;
	int r = blockdev_list_read(&devices);

	if (r < 0)
		return r;
	for (size_t i = 0; i < devices.count && r == 0; i++) {
		const struct blockdev *dev = &devices.items[i];

		if (dev->disk && dev->partname && strncmp(dev->partname, "berth-", 6) == 0 &&
		    strcmp(dev->disk, name) != 0)
			r = add_once(ret_names, dev->disk);
	}
	blockdev_list_release(&devices);
	return r;
}
