// SPDX-License-Identifier: Apache-2.0
//
// May this loader start these slots? A loader and a slot have a contract (configs/grub/disk.cfg),
// which both name by its number. Pure.

#ifndef BERTH_INSTALL_LOADER_CONTRACT_H
#define BERTH_INSTALL_LOADER_CONTRACT_H

#include "../../common/boot_record.h"

/* loader_contract_of - the number that a slot.cfg names; 0 if it names none. */
unsigned loader_contract_of(const char *slot_cfg);

/*
 * loader_contract_check - @loader: number of the loader's contract; 0: its release does not say
 * @slots: those of the slots; 0: there is nothing in it that could be started
 * @ret_problem: what is wrong and what to do; the caller frees it; NULL if memory is short
 * Returns 0 or -EPROTO.
 */
int loader_contract_check(unsigned loader, const unsigned slots[SLOT_COUNT], char **ret_problem);

#endif
