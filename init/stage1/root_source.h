// SPDX-License-Identifier: Apache-2.0
//
// Where the command line says the root image is. There is one boot path; the media differ in this
// look-up only:
//
//   berth.root=PARTLABEL=berth-a                           a slot on a disk
//   berth.root=UUID=... berth.image=/berth/release.sqfs    a file of an ISO (CD or USB disk)
//   berth.image=/release.sqfs                              a file that the loader put into memory
//
// berth.roothash= says with each of them what the image must be; berth.partuuid= tells the
// partition from those of the same name on other disks. Pure.

#ifndef BERTH_INIT_ROOT_SOURCE_H
#define BERTH_INIT_ROOT_SOURCE_H

#include <stdbool.h>

#include "../../common/volume_spec.h"

struct root_source {
	bool on_volume;
	struct volume_spec volume; /* if on_volume */
	char *root_hash; /* VERITY_HASH_DIGITS of them; NULL: the image is not verified */
	bool proven; /* berth.boot=good: the loader does not count its starts */
	bool last_resort; /* berth.boot=last-resort: the loader has refused the other slot */
	char *image; /* absolute path in the volume, or in the initramfs; NULL: the volume itself */
};

/*
 * root_source_parse - read berth.root=, berth.partuuid=, berth.image=, berth.roothash= and
 *                     berth.boot=; root= is understood like berth.root=.
 * @ret_why: on -EINVAL and -ENOENT what is wrong and what to write instead, for people; the caller
 *           frees it, NULL if memory is short
 * Returns 0, -ENOENT (neither is given), -EINVAL or -ENOMEM. Release with root_source_release().
 */
int root_source_parse(const char *cmdline, struct root_source *ret_source, char **ret_why);
void root_source_release(struct root_source *source);

#endif
