// SPDX-License-Identifier: Apache-2.0
//
// slot.cfg, by which a slot's boot image tells GRUB about itself, read as text: lines of
// `set NAME="VALUE"`. Pure.

#ifndef BERTH_SLOT_CFG_H
#define BERTH_SLOT_CFG_H

#define SLOT_CFG_ROOT_HASH "slot_roothash" /* names of variables */
#define SLOT_CFG_CONTRACT "slot_contract"
#define SLOT_CFG "slot.cfg" /* in the root of the boot image */

/*
 * slot_cfg_value - the value of a variable; of several, the last.
 * @ret_value: without the quotes around it; the caller frees it
 * Returns 0, -ENOENT (not set) or -ENOMEM.
 */
int slot_cfg_value(const char *text, const char *name, char **ret_value);

#endif
