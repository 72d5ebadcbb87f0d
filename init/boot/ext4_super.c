// SPDX-License-Identifier: Apache-2.0
//
// Reading an ext4 superblock. See ext4_super.h. Its checksum is left to the kernel, which refuses
// to mount a file system where it is wrong.

#include "ext4_super.h"

#include <errno.h>

/* Offsets in the superblock. */
enum {
	S_BLOCKS_LOW = 0x04,
	S_LOG_BLOCK_SIZE = 0x18,
	S_MAGIC = 0x38,
	S_STATE = 0x3A,
	S_FEATURES_COMPAT = 0x5C,
	S_FEATURES_INCOMPAT = 0x60,
	S_FEATURES_RO_COMPAT = 0x64,
	S_LAST_ORPHAN = 0xE8,
	S_BLOCKS_HIGH = 0x150,
};

#define MAGIC 0xEF53u
#define STATE_VALID 1u
#define STATE_ERROR 2u
#define COMPAT_HAS_JOURNAL 0x4u
#define INCOMPAT_RECOVER 0x4u
#define INCOMPAT_64BIT 0x80u
#define RO_COMPAT_ORPHAN_PRESENT 0x10000u
#define LOG_BLOCK_SIZE_MAX 6u

static uint32_t get(const unsigned char *at, unsigned bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (uint32_t)at[i] << (8 * i);
	return value;
}

int ext4_super_parse(const unsigned char *data, struct ext4_super *ret_super)
{
	uint32_t state = get(data + S_STATE, 2);
	uint32_t incompat = get(data + S_FEATURES_INCOMPAT, 4);
	uint32_t log_size = get(data + S_LOG_BLOCK_SIZE, 4);
	struct ext4_super super = { 0 };

	if (get(data + S_MAGIC, 2) != MAGIC || log_size > LOG_BLOCK_SIZE_MAX)
		return -EINVAL;
	super.block_size = 1024u << log_size;
	super.blocks = get(data + S_BLOCKS_LOW, 4);
	if (incompat & INCOMPAT_64BIT)
		super.blocks |= (uint64_t)get(data + S_BLOCKS_HIGH, 4) << 32;
	/* without a journal "valid" also stands while it is mounted: such a one is always checked
	 */
	super.clean = (state & STATE_VALID) && !(state & STATE_ERROR) &&
		      (get(data + S_FEATURES_COMPAT, 4) & COMPAT_HAS_JOURNAL) &&
		      !(incompat & INCOMPAT_RECOVER) && get(data + S_LAST_ORPHAN, 4) == 0 &&
		      !(get(data + S_FEATURES_RO_COMPAT, 4) & RO_COMPAT_ORPHAN_PRESENT);
	*ret_super = super;
	return 0;
}
