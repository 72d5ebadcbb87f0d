// SPDX-License-Identifier: Apache-2.0
//
// Which medium the running system came from. See boot_medium.h.

#include "boot_medium.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/volume_spec.h"

#include "../config/config_paths.h"

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

static int describe_disk(const char *root, const struct volume_spec *spec, const char *root_device,
			 struct medium *m)
{
	bool named = spec->by == VOLUME_BY_PARTLABEL;
	bool prefixed = named && strncmp(spec->value, SLOT_PREFIX, strlen(SLOT_PREFIX)) == 0;
	const char *slot = prefixed ? spec->value + strlen(SLOT_PREFIX) : "";
	int r = named ? copy(spec->value, &m->partition) : copy(root, &m->volume);

	m->kind = MEDIUM_DISK;
	if (r == 0 && strlen(slot) == 1)
		r = copy(slot, &m->slot);
	if (r == 0 && root_device)
		r = copy(root_device, &m->device);
	return r;
}

static int describe_iso(const char *root, const struct mount_list *mounts, struct medium *m)
{
	int r = copy(root, &m->volume);

	m->kind = MEDIUM_ISO;
	return r < 0 ? r : copy_device(mountinfo_at(mounts, MEDIUM_MOUNT), &m->device);
}

static int describe(const char *root, const struct mount_list *mounts, const char *root_device,
		    struct medium *m)
{
	struct volume_spec spec;
	int r;

	if (!root) {
		m->kind = m->image ? MEDIUM_NETWORK : MEDIUM_UNKNOWN;
		return 0;
	}
	r = volume_spec_parse(root, &spec);
	if (r < 0)
		return r == -EINVAL ? 0 : r;
	r = m->image ? describe_iso(root, mounts, m) : describe_disk(root, &spec, root_device, m);
	volume_spec_release(&spec);
	return r;
}

int medium_derive(const char *cmdline, const struct mount_list *mounts, const char *root_device,
		  struct medium *ret_medium)
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
		r = describe(root, mounts, root_device, &m);
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
