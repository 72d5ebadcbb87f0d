// SPDX-License-Identifier: Apache-2.0
//
// What PID 1 knows about the slot that it runs from: how the boot loader started it (berth.boot=),
// on which disk it is, and what the boot record said when it started. Found once, kept.

#ifndef BERTH_INIT_SLOT_KEEPER_H
#define BERTH_INIT_SLOT_KEEPER_H

#include <stdint.h>

#include "../../common/slot_choice.h"
#include "../../common/slot_disk.h"

/* Of a trial, from when its data partition is there to its health; without berth.boot_limit=. */
#define BOOT_LIMIT_S 300

/*
 * slot_keeper_start - read the command line, find the disk by what is mounted and by /sys, and
 * begin to read its boot record in a child, as a disk may be slow. Logs.
 * Returns 0 (also for a system that does not run from a slot) or a negative errno.
 */
int slot_keeper_start(void);

/* slot_keeper_mode - how this boot was started; BOOT_GOOD if nobody said. */
enum boot_mode slot_keeper_mode(void);

/* slot_keeper_limit_s - the time limit of a trial boot, in seconds. */
int64_t slot_keeper_limit_s(void);

/* slot_keeper_disk - the disk of the running slot, or NULL: ISO, network, microvm. */
const struct slot_disk *slot_keeper_disk(void);

/*
 * slot_keeper_record - the boot record as it was at the start of this boot (a try of a trial is
 * taken off), or NULL: not read yet, or it cannot be read.
 */
const struct boot_record *slot_keeper_record(void);

/*
 * boot_limit_parse - read the value of berth.boot_limit=. Pure.
 * Returns seconds from 1 to 86400, or BOOT_LIMIT_S for anything else (and for NULL).
 */
int64_t boot_limit_parse(const char *text);

#endif
