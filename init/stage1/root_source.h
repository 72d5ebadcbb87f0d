// SPDX-License-Identifier: Apache-2.0
//
// Where the command line says the root image is. There is one boot path; the media differ in this
// look-up only:
//
//   berth.root=PARTLABEL=berth-a                           a slot on a disk
//   berth.root=UUID=... berth.image=/berth/live.img        a file of a volume (ISO as CD or USB
//   disk) berth.image=/live.img                                  a file that the loader put into
//   memory
//
// Pure.

#ifndef BERTH_INIT_ROOT_SOURCE_H
#define BERTH_INIT_ROOT_SOURCE_H

#include <stdbool.h>

#include "../../common/volume_spec.h"

struct root_source {
	bool on_volume;
	struct volume_spec volume; /* if on_volume */
	char *image; /* absolute path in the volume, or in the initramfs; NULL: the volume itself */
};

/*
 * root_source_parse - read berth.root= and berth.image=; root= is understood like berth.root=.
 * @ret_why: on -EINVAL and -ENOENT what is wrong and what to write instead, for people; the caller
 *           frees it, NULL if memory is short
 * Returns 0, -ENOENT (neither is given), -EINVAL or -ENOMEM. Release with root_source_release().
 */
int root_source_parse(const char *cmdline, struct root_source *ret_source, char **ret_why);
void root_source_release(struct root_source *source);

#endif
