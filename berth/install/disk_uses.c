// SPDX-License-Identifier: Apache-2.0
//
// What a disk is used for. See disk_uses.h.

#include "disk_uses.h"

#include <string.h>

#include "../config/config_paths.h"

/* What is found, for disk_uses(). */
struct found {
	struct string_list *uses;
	bool system;
};

/* NULL: none */
static const char *role_of(const char *target)
{
	if (strcmp(target, "/") == 0)
		return " (the running system)";
	return strcmp(target, MEDIUM_MOUNT) == 0 ? " (what the running system was started from)"
						 : NULL;
}

static void last_to_front(struct string_list *list)
{
	char *last = list->items[list->count - 1];

	memmove(list->items + 1, list->items, (list->count - 1) * sizeof(*list->items));
	list->items[0] = last;
}

static bool is_device(const char *path, const char *name)
{
	return strncmp(path, "/dev/", 5) == 0 && strcmp(path + 5, name) == 0;
}

static int add_mount(const char *name, const char *target, struct found *found)
{
	const char *role = role_of(target);
	int r = string_list_printf(found->uses, "%s is mounted on %s%s", name, target,
				   role ? role : "");

	if (r < 0 || !role)
		return r;
	last_to_front(found->uses);
	found->system = true;
	return 0;
}

/* A device may be mounted in many places: the first is enough to know, but for one with a role. */
static int add_mounts(const char *name, const struct mount_list *mounts, struct found *found)
{
	const struct mount_info *chosen = NULL;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct mount_info *mount = &mounts->items[i];

		if (!is_device(mount->source, name))
			continue;
		if (!chosen || (role_of(mount->target) && !role_of(chosen->target)))
			chosen = mount;
	}
	return chosen ? add_mount(name, chosen->target, found) : 0;
}

static int add_holder(const struct disk_node *node, const char *holder,
		      const struct mount_list *mounts, struct found *found)
{
	int r = string_list_printf(found->uses, "%s is part of %s", node->name, holder);

	return r < 0 ? r : add_mounts(holder, mounts, found);
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
		    const char *swaps, struct found *found)
{
	int r = add_mounts(node->name, mounts, found);

	if (r == 0 && is_swap(swaps, node->name))
		r = string_list_printf(found->uses, "%s is swap space", node->name);
	for (size_t i = 0; i < node->holders.count && r == 0; i++)
		r = add_holder(node, node->holders.items[i], mounts, found);
	return r;
}

int disk_uses(const struct disk_node *nodes, size_t count, const struct mount_list *mounts,
	      const char *swaps, struct string_list *ret_uses, bool *ret_system)
{
	struct found found = { .uses = ret_uses };
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++)
		r = add_node(&nodes[i], mounts, swaps, &found);
	*ret_system = found.system;
	return r;
}
