// SPDX-License-Identifier: Apache-2.0
//
// How the command line names a volume: PARTLABEL=, LABEL=, UUID= or /dev/NAME, as in fstab(5); and
// looking for it among the block devices, now or until it appears.

#ifndef BERTH_COMMON_VOLUME_SPEC_H
#define BERTH_COMMON_VOLUME_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#include "blockdev.h"

enum volume_by {
	VOLUME_BY_PARTLABEL, /* GPT name of a partition */
	VOLUME_BY_LABEL, /* label of the file system */
	VOLUME_BY_UUID, /* UUID of the file system, any case */
	VOLUME_BY_PATH, /* /dev/NAME */
};

struct volume_spec {
	enum volume_by by;
	char *value; /* without the prefix; for a path without /dev/ */
	char *partuuid; /* only the partition with this GUID, any case; NULL: any. Not parsed here,
			 * but released */
};

#define VOLUME_SPEC_FORMS "PARTLABEL=NAME, LABEL=NAME, UUID=ID or /dev/NAME"

/*
 * volume_spec_parse - read one of the forms. Pure.
 * Returns 0, -EINVAL (none of them) or -ENOMEM. Release with volume_spec_release().
 */
int volume_spec_parse(const char *text, struct volume_spec *ret_spec);
void volume_spec_release(struct volume_spec *spec);

struct fs_identity;

/*
 * volume_spec_matches - is it this device? Pure.
 * @identity: what is on the device; NULL if it could not be read, which only matters for LABEL=
 *            and UUID=
 */
bool volume_spec_matches(const struct volume_spec *spec, const struct blockdev *dev,
			 const struct fs_identity *identity);

struct string_list;

/*
 * volume_choose - which of these devices is it? Reads them for LABEL=, UUID= and @partuuid only.
 * @passed: paths (/dev/NAME) that are not it; NULL = none. They still count.
 * @ret_count: how many disks or partitions matched. A disk whose own first sectors match stands
 *             for its partitions, too (hybrid images match on both).
 * Returns the first match by name (owned by the list) or NULL.
 */
const struct blockdev *volume_choose(const struct volume_spec *spec,
				     const struct blockdev_list *list,
				     const struct string_list *passed, size_t *ret_count);

/*
 * volume_find - the same among all block devices, once.
 * @ret_path: /dev/NAME; the caller frees it
 * @ret_count: may be NULL
 * Returns 0, -ENOENT, or a negative errno.
 */
int volume_find(const struct volume_spec *spec, const struct string_list *passed, char **ret_path,
		size_t *ret_count);

/*
 * volume_wait - the same, waiting by uevents until it appears.
 * @timeout_ms: 0 = look once
 * Returns as volume_find(); -ENOENT when the time is over.
 */
int volume_wait(const struct volume_spec *spec, const struct string_list *passed, int timeout_ms,
		char **ret_path, size_t *ret_count);

#endif
