// SPDX-License-Identifier: Apache-2.0
//
// The boot entry of a disk in the firmware's variables: its bytes, and what to change among those
// that are there. Pure; efi_vars.h reads and writes. (UEFI specification, 3.1.3 and 10.3.)

#ifndef BERTH_INSTALL_EFI_ENTRY_H
#define BERTH_INSTALL_EFI_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/gpt.h"

#define EFI_ENTRY_NAME "Berth"
#define EFI_LOADER_PATH "\\EFI\\berth\\grubx64.efi"
#define EFI_REMOVABLE_PATH "\\EFI\\BOOT\\BOOTX64.EFI" /* starts without an entry */
#define EFI_ENTRY_MAX 4096 /* bytes; longer ones are not ours */
#define EFI_ORDER_MAX 1024 /* entries */

/* Where the EFI system partition is. */
struct efi_partition {
	uint32_t number;
	uint64_t first, sectors; /* in sectors of the disk */
	unsigned char guid[GPT_GUID_LEN];
};

/*
 * efi_entry_encode - the content of a Boot#### variable (EFI_LOAD_OPTION).
 * @ret_data: EFI_ENTRY_MAX bytes
 * Returns its length.
 */
size_t efi_entry_encode(const struct efi_partition *partition, unsigned char *ret_data);

/*
 * efi_entry_is_ours - is this an entry with our name, for a partition with this GUID?
 * @data, @len: what the variable holds; anything
 */
bool efi_entry_is_ours(const unsigned char *data, size_t len,
		       const unsigned char guid[GPT_GUID_LEN]);

/* What there is, and what there shall be. */
struct efi_plan {
	uint16_t number; /* Boot#### to write */
	uint16_t order[EFI_ORDER_MAX]; /* BootOrder to write */
	size_t order_count;
};

/*
 * efi_plan_make - a number for the entry, and an order that it is first in.
 * @used, @used_count: numbers of all Boot#### variables
 * @ours, @ours_count: those of them that are of this disk: the lowest is used again, the others are
 *                     to be removed and are not in the new order
 * @order, @order_count: BootOrder as it is
 * Returns 0, or -ENOSPC (no number is free, or the order is too long).
 */
int efi_plan_make(const uint16_t *used, size_t used_count, const uint16_t *ours, size_t ours_count,
		  const uint16_t *order, size_t order_count, struct efi_plan *ret_plan);

#endif
