// SPDX-License-Identifier: Apache-2.0
//
// How much memory is set aside: by the kernel for allocations that cannot wait, and for services.

#ifndef BERTH_INIT_MEMORY_RESERVE_H
#define BERTH_INIT_MEMORY_RESERVE_H

/*
 * memory_reserve_kb - how much to keep free. For the sake of transparent huge pages the kernel
 * chooses the same tens of megabytes for every machine, up to 5 % of a small one. Without huge
 * pages it would be the square root of 16 times all memory, in KiB (mm/page_alloc.c); twice that
 * is the most here, since what a container host receives comes in bursts. Pure.
 * @total_kb: memory of the machine, in KiB
 * @chosen_kb: vm.min_free_kbytes as the kernel chose it
 * Returns the value for vm.min_free_kbytes, never more than @chosen_kb.
 */
unsigned long memory_reserve_kb(unsigned long total_kb, unsigned long chosen_kb);

/*
 * memory_guarantee - a service's memory.min: what its script asks for, but at most an eighth of all
 * memory. What is guaranteed to services is lost to containers. Pure.
 * @total, @wanted: in bytes; returns bytes
 */
unsigned long long memory_guarantee(unsigned long long total, unsigned long long wanted);

/* memory_total - memory of the machine in bytes (sysinfo(2)). */
unsigned long long memory_total(void);

/*
 * memory_reserve_limit - apply it to the running kernel. Logs.
 * Returns 0 or a negative errno.
 */
int memory_reserve_limit(void);

#endif
