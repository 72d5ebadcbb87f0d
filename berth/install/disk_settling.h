// SPDX-License-Identifier: Apache-2.0
//
// Have all disks appeared? Nobody says so: behind a slow controller or a USB hub one may come many
// seconds after the first. That the set of disks has not changed for a while has to do. Pure.

#ifndef BERTH_INSTALL_DISK_SETTLING_H
#define BERTH_INSTALL_DISK_SETTLING_H

#include <stdbool.h>

#include "../../common/string_list.h"

#define DISK_SETTLING_SECONDS 10

struct disk_settling {
	struct string_list seen; /* at the last look */
	unsigned unchanged; /* seconds */
	bool looked;
};

/*
 * disk_settling_look - called once a second.
 * @names: of the disks that are there now, sorted; taken over, and empty afterwards
 * Returns true if they are the same ones for DISK_SETTLING_SECONDS.
 */
bool disk_settling_look(struct disk_settling *settling, struct string_list *names);
void disk_settling_release(struct disk_settling *settling);

#endif
