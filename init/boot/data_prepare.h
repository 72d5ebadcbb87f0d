// SPDX-License-Identifier: Apache-2.0
//
// What the child of data.c does, from top to bottom, with waits and programs.

#ifndef BERTH_INIT_DATA_PREPARE_H
#define BERTH_INIT_DATA_PREPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/blockdev.h"

/* Exit status of the child; more about a failure is in the kernel log. */
enum data_result {
	DATA_READY,
	DATA_MISSING, /* the system has no data partition, and none was asked for */
	DATA_NOT_THERE, /* berth.data= names one that is not there */
	DATA_MISNAMED, /* berth.data= cannot be understood */
	DATA_AMBIGUOUS, /* there is more than one */
	DATA_UNREADABLE, /* the disk does not answer as it should */
	DATA_FOREIGN, /* it holds something that is not ours */
	DATA_BROKEN, /* it cannot be formatted, repaired or mounted */
	DATA_RESULT_MAX,
};

#define DATA_REPAIR_LIMIT_MS 43200000 /* 12 hours */
/* Made by the child when a repair begins, which may take as long as DATA_REPAIR_LIMIT_MS: PID 1
 * waits that much longer for the child. */
#define DATA_REPAIR_FILE "/run/berth/data-repair"

/*
 * data_prepare - find, grow, format or check, mount on /var, make the directories. Logs.
 * Returns an enum data_result.
 */
int data_prepare(void);

/*
 * data_grow - let the partition reach to the end of its disk and repair the partition table.
 * @part: the data partition
 * @first_boot: the partition is blank: disk and partition also get identities of their own
 * Returns 0 or a negative errno, logged; the partition is usable as it was if it fails.
 */
int data_grow(const struct blockdev *part, bool first_boot);

/*
 * data_mount - make a file system on a blank partition, check any other, mount it on /var, and let
 * it fill the partition. Returns 0 or a negative errno, logged.
 * @path: the device
 */
int data_mount(const char *path, enum fs_type type);

/*
 * data_fill - let the file system, which is mounted on /var, fill its partition.
 * @ret_bytes: size of the partition
 * Returns 1 (it grew), 0 (it fills it already) or a negative errno, logged.
 */
int data_fill(const char *path, uint64_t *ret_bytes);

/*
 * data_reset_by_word - berth.reset is on the command line: the data partition of the root's own
 *                      disk is erased before it is looked at, whatever it holds. One that
 *                      berth.data= names is not: it may be anything.
 * data_reset_by_marker - `berth reset` left its marker on what is now mounted on /var.
 */
bool data_reset_by_word(void);
bool data_reset_by_marker(void);

/* data_erase - make a partition blank. data_start_over - erase what is mounted on /var, format it,
 * mount it. Both return 0 or a negative errno, logged. */
int data_erase(const char *path);
int data_start_over(const char *path);

/* data_make_dirs - the directories and binds on /var. Logs. Returns 0. */
int data_make_dirs(void);

#endif
