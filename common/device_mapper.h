// SPDX-License-Identifier: Apache-2.0
//
// Read-only block devices of the kernel's device mapper, made of one target each, by the ioctls of
// /dev/mapper/control (linux/dm-ioctl.h). Needs nothing but devtmpfs.

#ifndef BERTH_COMMON_DEVICE_MAPPER_H
#define BERTH_COMMON_DEVICE_MAPPER_H

#include <linux/dm-ioctl.h>
#include <stdint.h>

struct dm_target {
	const char *type; /* "verity" */
	const char *params; /* the rest of the table line */
	uint64_t sectors; /* of 512 bytes: size of the device */
};

#define DM_PARAMS_MAX 2048 /* bytes, with the NUL */

/* What the kernel is given: a header, and for the table one target and its parameters. */
struct dm_request {
	struct dm_ioctl head;
	struct dm_target_spec spec;
	char params[DM_PARAMS_MAX];
};

/*
 * dm_request_fill - build a request. Pure.
 * @target: NULL for a request without a table
 * Returns 0, or -ENAMETOOLONG if a text does not fit.
 */
int dm_request_fill(struct dm_request *request, const char *name, const struct dm_target *target);

/*
 * device_mapper_create - make a device and start it.
 * @ret_path: /dev/dm-N, which exists by then; the caller frees it
 * Returns 0 or a negative errno (-ENOENT, -ENODEV: no device mapper in this kernel; -EBUSY: the
 * name is taken); on failure nothing is left.
 */
int device_mapper_create(const char *name, const struct dm_target *target, char **ret_path);

/* What dm-verity has seen of its device until now. */
enum dm_verity {
	DM_VERITY_NONE, /* the device is something else */
	DM_VERITY_GOOD, /* every block that was read had the right hash */
	DM_VERITY_DAMAGED,
};

/* dm_verity_status - read the kernel's answer to DM_TABLE_STATUS. Pure. */
enum dm_verity dm_verity_status(const struct dm_request *answer);

/*
 * device_mapper_verity - ask dm-verity. It answers from memory: no disk is touched.
 * Returns 0 or a negative errno (-ENXIO: there is no device of that name).
 */
int device_mapper_verity(const char *name, enum dm_verity *ret_status);

/* device_mapper_remove - take a device away that nobody uses. Returns 0 or a negative errno. */
int device_mapper_remove(const char *name);

#endif
