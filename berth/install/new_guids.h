// SPDX-License-Identifier: Apache-2.0
//
// Identity of a new disk and its partitions: random on a machine, derived from a text in an image
// that has to come out the same in every build.

#ifndef BERTH_INSTALL_NEW_GUIDS_H
#define BERTH_INSTALL_NEW_GUIDS_H

#include "../../common/disk_layout.h"

/* new_guids_random - from the kernel's generator. */
void new_guids_random(struct disk_guids *ret_guids);

/*
 * new_guids_seeded - hashes of "SEED disk" and of "SEED partition NAME". Pure.
 */
void new_guids_seeded(const char *seed, struct disk_guids *ret_guids);

#endif
