// SPDX-License-Identifier: Apache-2.0
//
// Which medium the running system came from. See medium.h.

#include "medium.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../common/cleanup.h"
#include "../common/cmdline.h"

#define PARTLABEL "PARTLABEL="
#define SLOT_PREFIX "berth-"

/* A missing key leaves NULL. */
static int optional(const char *cmdline, const char *key, char **ret_value)
{
	int r = cmdline_get(cmdline, key, ret_value);

	return r == -ENOENT ? 0 : r;
}

static int copy(const char *text, char **ret)
{
	*ret = strdup(text);
	return *ret ? 0 : -ENOMEM;
}

static int copy_device(const struct mount_info *mount, char **ret)
{
	return mount && strncmp(mount->source, "/dev/", 5) == 0 ? copy(mount->source, ret) : 0;
}

/* The volume with the image: the only mount of a kind that media have. */
static const struct mount_info *volume_mount(const struct mount_list *mounts)
{
	static const char *const types[] = { "iso9660", "udf", "vfat" };

	for (size_t i = 0; i < mounts->count; i++)
		for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++)
			if (strcmp(mounts->items[i].type, types[t]) == 0)
				return &mounts->items[i];
	return NULL;
}

static int describe_disk(const char *partition, const struct mount_list *mounts, struct medium *m)
{
	const char *slot = partition + strlen(SLOT_PREFIX);
	int r;

	m->kind = MEDIUM_DISK;
	r = copy(partition, &m->partition);
	if (r == 0 && strncmp(partition, SLOT_PREFIX, strlen(SLOT_PREFIX)) == 0 &&
	    strlen(slot) == 1)
		r = copy(slot, &m->slot);
	return r < 0 ? r : copy_device(mountinfo_at(mounts, "/"), &m->device);
}

static int describe(const char *root, const struct mount_list *mounts, struct medium *m)
{
	if (!root) {
		m->kind = m->image ? MEDIUM_NETWORK : MEDIUM_UNKNOWN;
		return 0;
	}
	if (!m->image && strncmp(root, PARTLABEL, strlen(PARTLABEL)) == 0)
		return describe_disk(root + strlen(PARTLABEL), mounts, m);
	if (m->image) {
		int r = copy_device(volume_mount(mounts), &m->device);

		m->kind = MEDIUM_ISO;
		return r < 0 ? r : copy(root, &m->volume);
	}
	return copy(root, &m->volume);
}

int medium_derive(const char *cmdline, const struct mount_list *mounts, struct medium *ret_medium)
{
	struct medium m = { .kind = MEDIUM_UNKNOWN };
	cleanup_free char *root = NULL;
	int r = optional(cmdline, "berth.root", &root);

	/* as stage 1 does */
	if (r == 0 && !root)
		r = optional(cmdline, "root", &root);
	if (r == 0)
		r = optional(cmdline, "berth.image", &m.image);
	if (r == 0)
		r = describe(root, mounts, &m);
	if (r < 0) {
		medium_release(&m);
		return r;
	}
	*ret_medium = m;
	return 0;
}

void medium_release(struct medium *medium)
{
	free(medium->device);
	free(medium->partition);
	free(medium->slot);
	free(medium->volume);
	free(medium->image);
	*medium = (struct medium){ 0 };
}

const char *medium_kind_word(enum medium_kind kind)
{
	static const char *const words[] = {
		[MEDIUM_UNKNOWN] = "unknown",
		[MEDIUM_DISK] = "disk",
		[MEDIUM_ISO] = "iso",
		[MEDIUM_NETWORK] = "network",
	};

	return words[kind];
}
