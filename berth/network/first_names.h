// SPDX-License-Identifier: Apache-2.0
//
// What cards were like before anything was changed: the name that they are matched by, which stays
// the same in all of a boot, however often the network is made, and the mtu to go back to.

#ifndef BERTH_FIRST_NAMES_H
#define BERTH_FIRST_NAMES_H

#include "kernel_links.h"

#define FIRST_NAMES "/run/berth/network-names" /* "INDEX MTU NAME" on a line each */

/* first_names_parse - put what such a text says into the links that have the numbers. Pure. */
void first_names_parse(const char *text, struct kernel_links *links);

/* first_names_read - the same, with the file. */
void first_names_read(struct kernel_links *links);

/* first_names_write - the file for these links. Returns 0 or a negative errno. */
int first_names_write(const struct kernel_links *links);

#endif
