// SPDX-License-Identifier: Apache-2.0
//
// The checksums of a boot image: its file `sums`, as sha256sum(1) writes it. Pure.

#ifndef BERTH_SUMS_H
#define BERTH_SUMS_H

#include <stddef.h>

#define SUMS_FILE "sums" /* in the root of the boot image */
#define SUMS_MAX 8 /* files; a boot image has three */
#define SUMS_NAME_MAX 64
#define SUMS_DIGEST 32 /* bytes */

struct sum {
	char name[SUMS_NAME_MAX]; /* of a file beside it: without slashes */
	unsigned char digest[SUMS_DIGEST];
};

struct sums {
	struct sum items[SUMS_MAX];
	size_t count;
};

/*
 * sums_parse - read the file.
 * Returns 0 or -EBADMSG: a line that is none, too many of them, or one of the files that make a
 * boot image is not named.
 */
int sums_parse(const char *text, struct sums *ret_sums);

#endif
