// SPDX-License-Identifier: Apache-2.0
//
// The kernel's log as a source of lines: what the kernel says itself, or what programs say there.

#ifndef BERTH_KERNEL_SOURCE_H
#define BERTH_KERNEL_SOURCE_H

#include <stdbool.h>

#include "log_source.h"

/*
 * kernel_source_open - begin with the oldest record that there is.
 * @unit: its name; copied
 * @of_programs: what programs have written, not what the kernel has
 * Returns 0 or a negative errno; -EPERM if the caller may not read it.
 */
int kernel_source_open(const char *unit, bool of_programs, struct log_source **ret_source);

#endif
