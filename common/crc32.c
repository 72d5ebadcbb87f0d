// SPDX-License-Identifier: Apache-2.0
//
// CRC-32 bit by bit: what is summed here is a few KiB once per boot, not worth a table.

#include "crc32.h"

#define POLYNOMIAL 0xEDB88320u

uint32_t crc32(const void *data, size_t len)
{
	const unsigned char *at = data;
	uint32_t crc = 0xFFFFFFFFu;

	for (size_t i = 0; i < len; i++) {
		crc ^= at[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
	}
	return ~crc;
}
