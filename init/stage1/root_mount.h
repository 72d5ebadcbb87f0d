// SPDX-License-Identifier: Apache-2.0
//
// From the name of a root image to a mounted root, in stage 1: find the volume (root_volume.h), get
// at the image on it (root_image.h), have the kernel verify what is read of it (root_verity.h),
// mount it.

#ifndef BERTH_INIT_ROOT_MOUNT_H
#define BERTH_INIT_ROOT_MOUNT_H

#include "root_source.h"

/* Where the volume that carries an image file stays mounted, read-only. */
#define ROOT_MEDIUM "/run/berth/medium"

/* Where a release that carries the root image stays mounted, read-only. */
#define ROOT_RELEASE "/run/berth/release"

/*
 * root_mount - wait for the volume if there is one, check that it is whole, mount the image.
 * With a root hash, volumes (not devices given by path) of the same name that do not hold the image
 * are passed over.
 * @target: made if it is missing
 * @alive: called every few seconds while this waits
 * @ret_slot: the partition, if the command line names this very one (berth.partuuid=), also where
 *            mounting it failed: for root_slot_failed(). Else NULL. The caller frees it.
 * Returns 0 or a negative errno; what is wrong, and what to do, has then been said on the consoles.
 */
int root_mount(const struct root_source *source, const char *target, void (*alive)(void),
	       char **ret_slot);

/*
 * root_report_twins - for the running system: say on the consoles if more than one disk answers to
 * the name that the root was found by. Disks appear when they like, so only now all are there.
 * Reads disks: to be called in a child.
 */
void root_report_twins(const struct root_source *source);

#endif
