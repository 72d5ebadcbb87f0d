// SPDX-License-Identifier: Apache-2.0
//
// CRC-32 as GPT, gzip and Ethernet use it (reflected polynomial 0xEDB88320, inverted both ways).

#ifndef BERTH_COMMON_CRC32_H
#define BERTH_COMMON_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* crc32 - checksum of a buffer. Pure. */
uint32_t crc32(const void *data, size_t len);

#endif
