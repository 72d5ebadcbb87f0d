// SPDX-License-Identifier: Apache-2.0
//
// The services of the image, worked out when it was built: which take part, and what their scripts
// say, in one file, so that a boot need not look for them. It is written by pkgs/init/deptree.c,
// which refuses those that could not start, as far as it can tell; scripts that come later are
// taken in by service_table_define(). The word is OpenRC's. Form: that of saved_state.h, the number
// of services first.

#ifndef BERTH_INIT_DEPTREE_H
#define BERTH_INIT_DEPTREE_H

#include "service_table.h"

#define DEPTREE "/usr/lib/berth/deptree"
#define DEPTREE_COUNT "services" /* the key of its first line */

/*
 * deptree_load - fill an empty table with them, and order it.
 * Returns 0, -ENOENT (there is no such file) or another negative errno, logged;
 * then the table is empty.
 */
int deptree_load(struct service_table *table);

#endif
