// SPDX-License-Identifier: Apache-2.0
//
// Getting at the root image: on a volume of its own, in a file of a medium or of the initramfs, or
// in a release that is such a file (a squashfs that holds /root.img).

#ifndef BERTH_INIT_ROOT_IMAGE_H
#define BERTH_INIT_ROOT_IMAGE_H

#include <stdint.h>

#include "../../common/fsident.h"

/* A block device, what is on it, and how large it is. */
struct root_image {
	char *device; /* /dev/NAME */
	int fd; /* keeps a loop device attached until it is in use; -1 = none is needed */
	struct fs_identity identity;
	uint64_t bytes;
};

/*
 * root_image_open - mount and attach what carries the image, down to a device that holds it.
 * @volume: device of the volume; NULL = the initramfs
 * @file: path of the file on it; NULL = the volume itself is the image
 * @ret: give back with root_image_release(), once the image is mounted or is not going to be
 * Returns 0 or a negative errno, after saying what is wrong on the consoles.
 */
int root_image_open(const char *volume, const char *file, struct root_image *ret);
void root_image_release(struct root_image *image);

/* root_image_close - unmount what root_image_open() mounted. After root_image_release(). */
void root_image_close(void);

/* root_image_say_truncated - say that a device ends before what it holds does. Returns -EIO. */
int root_image_say_truncated(const char *device, uint64_t bytes, uint64_t expected);

#endif
