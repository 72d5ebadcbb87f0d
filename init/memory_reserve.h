// SPDX-License-Identifier: Apache-2.0
//
// How much memory the kernel keeps free for allocations that cannot wait.

#ifndef BERTH_INIT_MEMORY_RESERVE_H
#define BERTH_INIT_MEMORY_RESERVE_H

/*
 * memory_reserve_kb - how much to keep free. For the sake of transparent huge pages the kernel
 * chooses the same tens of megabytes for every machine, up to 5 % of a small one; nobody may use
 * more than 1/64 here. Pure.
 * @total_kb: memory of the machine, in KiB
 * @chosen_kb: vm.min_free_kbytes as the kernel chose it
 * Returns the value for vm.min_free_kbytes, never more than @chosen_kb.
 */
unsigned long memory_reserve_kb(unsigned long total_kb, unsigned long chosen_kb);

/*
 * memory_reserve_limit - apply it to the running kernel. Logs.
 * Returns 0 or a negative errno.
 */
int memory_reserve_limit(void);

#endif
