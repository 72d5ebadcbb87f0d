// SPDX-License-Identifier: Apache-2.0
//
// The few things that PID 1 wants to know from an ext4 superblock. Pure.

#ifndef BERTH_INIT_EXT4_SUPER_H
#define BERTH_INIT_EXT4_SUPER_H

#include <stdbool.h>
#include <stdint.h>

#define EXT4_SUPER_OFFSET 1024
#define EXT4_SUPER_BYTES 1024

struct ext4_super {
	bool clean; /* unmounted in order, no error noted: a check would find nothing to do */
	uint32_t block_size;
	uint64_t blocks;
};

/*
 * ext4_super_parse - read a superblock.
 * @data: EXT4_SUPER_BYTES bytes from EXT4_SUPER_OFFSET of the device
 * Returns 0 or -EINVAL (not one).
 */
int ext4_super_parse(const unsigned char *data, struct ext4_super *ret_super);

#endif
