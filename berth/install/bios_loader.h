// SPDX-License-Identifier: Apache-2.0
//
// GRUB for BIOS, told where on the disk it lies: what grub-bios-setup does, without a device and
// without guessing. Pure. (Offsets: grub-core/boot/i386/pc/boot.S and diskboot.S of GRUB 2.)

#ifndef BERTH_INSTALL_BIOS_LOADER_H
#define BERTH_INSTALL_BIOS_LOADER_H

#include <stddef.h>
#include <stdint.h>

/*
 * bios_loader_patch - tell the boot sector where the core image is, and the core where its rest is.
 * @mbr, @mbr_len: GRUB's boot.img, one sector of 512 bytes
 * @core, @core_len: the core image
 * @lba: the sector (of 512 bytes) that the core will begin at
 * Returns 0, or -EINVAL if these are not such images.
 */
int bios_loader_patch(unsigned char *mbr, size_t mbr_len, unsigned char *core, size_t core_len,
		      uint64_t lba);

/*
 * bios_loader_lba - which sector a patched boot sector starts. It may be any other program's: then
 * this is a number that means nothing.
 */
uint64_t bios_loader_lba(const unsigned char *mbr);

/* bios_loader_sectors - how long a core image says it is. @core: its first 512 bytes */
uint64_t bios_loader_sectors(const unsigned char *core);

#endif
