// SPDX-License-Identifier: Apache-2.0
//
// The dm-verity data behind a root image. See verity.h.

#include "verity.h"

#include <errno.h>
#include <string.h>

#include "text.h"

#define DATA_BLOCKS_MAX (1ULL << 40)
#define DIGESTS_PER_BLOCK (VERITY_BLOCK / VERITY_DIGEST)

static uint64_t little(const unsigned char *at, size_t len)
{
	uint64_t value = 0;

	while (len-- > 0)
		value = value << 8 | at[len];
	return value;
}

static bool is_our_kind(const unsigned char *data)
{
	static const char algorithm[32] = VERITY_ALGORITHM;

	return little(data + 8, 4) == 1 && little(data + 12, 4) == 1 &&
	       memcmp(data + 32, algorithm, sizeof(algorithm)) == 0 &&
	       little(data + 64, 4) == VERITY_BLOCK && little(data + 68, 4) == VERITY_BLOCK;
}

int verity_super_parse(const unsigned char data[VERITY_SUPER_BYTES], struct verity_super *ret)
{
	static const unsigned char magic[8] = "verity\0";
	uint64_t blocks = little(data + 72, 8);
	size_t salt_size = (size_t)little(data + 80, 2);

	if (memcmp(data, magic, sizeof(magic)) != 0)
		return -ENOENT;
	if (!is_our_kind(data) || blocks < 1 || blocks > DATA_BLOCKS_MAX ||
	    salt_size > VERITY_SALT_MAX)
		return -EINVAL;
	*ret = (struct verity_super){ .data_blocks = blocks, .salt_size = salt_size };
	memcpy(ret->salt, data + 88, salt_size);
	return 0;
}

/* A block of digests for every 64 blocks, and the same for these, up to a single one. */
static uint64_t tree_blocks(uint64_t data_blocks)
{
	uint64_t sum = 0;

	for (uint64_t level = data_blocks; level > 1; sum += level)
		level = (level + DIGESTS_PER_BLOCK - 1) / DIGESTS_PER_BLOCK;
	return sum;
}

uint64_t verity_total_bytes(const struct verity_super *super)
{
	return (super->data_blocks + 1 + tree_blocks(super->data_blocks)) * VERITY_BLOCK;
}

bool verity_root_hash_is_valid(const char *text)
{
	return strspn(text, "0123456789abcdefABCDEF") == VERITY_HASH_DIGITS &&
	       text[VERITY_HASH_DIGITS] == '\0';
}

static void salt_text(const struct verity_super *super, char text[2 * VERITY_SALT_MAX + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < super->salt_size; i++) {
		*text++ = digits[super->salt[i] >> 4];
		*text++ = digits[super->salt[i] & 15];
	}
	*text = '\0';
}

char *verity_table(const struct verity_super *super, const char *device, const char *root_hash)
{
	char salt[2 * VERITY_SALT_MAX + 1];
	unsigned long long blocks = super->data_blocks;

	salt_text(super, salt);
	/* version, device of the data, of the tree, block sizes, blocks, where the tree begins */
	return format_text("1 %s %s %lu %lu %llu %llu " VERITY_ALGORITHM " %s %s", device, device,
			   VERITY_BLOCK, VERITY_BLOCK, blocks, blocks + 1, root_hash,
			   *salt ? salt : "-");
}
