// SPDX-License-Identifier: Apache-2.0
//
// The disks of the machine, and which of them Berth can be installed on.

#ifndef BERTH_INSTALL_DISK_LIST_H
#define BERTH_INSTALL_DISK_LIST_H

#include <stdbool.h>

#include "../../common/string_list.h"
#include "install_check.h"

/*
 * disk_list_word - what is in the way of an installation, in a few words. Pure.
 * @contents_error: a negative errno: what is on the disk could not be read; or 0
 */
const char *disk_list_word(enum refusal refusal, int contents_error);

/* disk_list_print - one line for each disk, with what is in the way. Returns an exit status. */
int disk_list_print(void);

/*
 * disk_list_possible - the names of those that an installation would not refuse.
 * Returns 0 or a negative errno.
 */
int disk_list_possible(bool force, struct string_list *ret_names);

/*
 * disk_list_is_there - has what this names appeared, so that nothing has to be waited for? Also if
 * it is something else than a block device: that does not become one.
 */
bool disk_list_is_there(const char *name);

#endif
