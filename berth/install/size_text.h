// SPDX-License-Identifier: Apache-2.0
//
// Sizes of disks and partitions for people. Pure.

#ifndef BERTH_INSTALL_SIZE_TEXT_H
#define BERTH_INSTALL_SIZE_TEXT_H

#include <stdint.h>

#define SIZE_TEXT_MAX 24

/* size_text - "260 MiB", "3.5 GiB": MiB below 1 GiB, from there on GiB with one decimal, rounded
 * down, so that a disk that is too small by little does not look large enough. */
void size_text(uint64_t bytes, char ret_text[SIZE_TEXT_MAX]);

#endif
