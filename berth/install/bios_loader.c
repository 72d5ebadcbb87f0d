// SPDX-License-Identifier: Apache-2.0
//
// Places of the BIOS loader. See bios_loader.h.

#include "bios_loader.h"

#include <errno.h>

#define SECTOR 512
#define MBR_KERNEL_SECTOR 92 /* 8 bytes: where the core begins */
#define MBR_DRIVE_CHECK 102 /* a jump that takes some drives for floppies */
#define CORE_BLOCKLIST 500 /* 8 bytes: where the core goes on behind its first sector */
#define CORE_BLOCKLIST_LEN 508 /* 2 bytes: how many sectors that are */

static void put_le64(unsigned char *at, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

int bios_loader_patch(unsigned char *mbr, size_t mbr_len, unsigned char *core, size_t core_len,
		      uint64_t lba)
{
	if (mbr_len != SECTOR || mbr[510] != 0x55 || mbr[511] != 0xAA || core_len <= SECTOR)
		return -EINVAL;
	put_le64(mbr + MBR_KERNEL_SECTOR, lba);
	/* never guess a floppy: two no-ops where the check jumps */
	mbr[MBR_DRIVE_CHECK] = mbr[MBR_DRIVE_CHECK + 1] = 0x90;
	put_le64(core + CORE_BLOCKLIST, lba + 1);
	return 0;
}

uint64_t bios_loader_lba(const unsigned char *mbr)
{
	uint64_t lba = 0;

	for (unsigned i = 8; i-- > 0;)
		lba = lba << 8 | mbr[MBR_KERNEL_SECTOR + i];
	return lba;
}

uint64_t bios_loader_sectors(const unsigned char *core)
{
	return 1UL + core[CORE_BLOCKLIST_LEN] + 256UL * core[CORE_BLOCKLIST_LEN + 1];
}
