// SPDX-License-Identifier: Apache-2.0
//
// What a disk is used for. See disk_uses.h.

#include "disk_uses.h"

#include <stdbool.h>
#include <string.h>

#include "../config/config_paths.h"

static const char *role_of(const char *target)
{
	if (strcmp(target, "/") == 0)
		return " (the running system)";
	return strcmp(target, MEDIUM_MOUNT) == 0 ? " (what the running system was started from)"
						 : "";
}

static bool is_device(const char *path, const char *name)
{
	return strncmp(path, "/dev/", 5) == 0 && strcmp(path + 5, name) == 0;
}

/* A device may be mounted in many places: the first is enough to know. */
static int add_mount(const char *name, const struct mount_list *mounts, struct string_list *uses)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct mount_info *mount = &mounts->items[i];

		if (is_device(mount->source, name))
			return string_list_printf(uses, "%s is mounted on %s%s", name,
						  mount->target, role_of(mount->target));
	}
	return 0;
}

static int add_holder(const struct disk_node *node, const char *holder,
		      const struct mount_list *mounts, struct string_list *uses)
{
	int r = string_list_printf(uses, "%s is part of %s", node->name, holder);

	return r < 0 ? r : add_mount(holder, mounts, uses);
}

/* Lines of /proc/swaps begin with the path of the device. */
static bool is_swap(const char *swaps, const char *name)
{
	for (const char *line = swaps; line; line = strchr(line, '\n')) {
		size_t len;

		line += *line == '\n';
		len = strcspn(line, " \t\n");
		if (len == strlen(name) + 5 && strncmp(line, "/dev/", 5) == 0 &&
		    strncmp(line + 5, name, len - 5) == 0)
			return true;
	}
	return false;
}

static int add_node(const struct disk_node *node, const struct mount_list *mounts,
		    const char *swaps, struct string_list *uses)
{
	int r = add_mount(node->name, mounts, uses);

	if (r == 0 && is_swap(swaps, node->name))
		r = string_list_printf(uses, "%s is swap space", node->name);
	for (size_t i = 0; i < node->holders.count && r == 0; i++)
		r = add_holder(node, node->holders.items[i], mounts, uses);
	return r;
}

int disk_uses(const struct disk_node *nodes, size_t count, const struct mount_list *mounts,
	      const char *swaps, struct string_list *ret_uses)
{
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++)
		r = add_node(&nodes[i], mounts, swaps, ret_uses);
	return r;
}
