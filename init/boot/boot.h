// SPDX-License-Identifier: Apache-2.0
//
// The way up.

#ifndef BERTH_INIT_BOOT_H
#define BERTH_INIT_BOOT_H

#include "../reexec/saved_state.h"

/*
 * boot_early - the mounts, and a first line on the console. Before the event loop exists.
 * Failures are logged; the boot goes on as far as it can.
 */
void boot_early(void);

/* boot_start - everything else, driven by the event loop; returns at once. */
void boot_start(void);

/*
 * boot_resume - instead of both: an init before this one has done all that, and has executed this
 * one, which goes on with what it has left.
 */
void boot_resume(struct saved *saved);

/*
 * boot_note_failure - make this a boot that failed: the first text is what `berth status` shows.
 * Logs if it cannot be written.
 */
void boot_note_failure(const char *what);

#endif
