// SPDX-License-Identifier: Apache-2.0
//
// The program that stage 1 hands over to.

#ifndef BERTH_INIT_ROOT_INIT_H
#define BERTH_INIT_ROOT_INIT_H

/*
 * root_init_check - read it through. With one block of it damaged it would not start, or end in the
 * middle of its work; nobody could go to the other slot then.
 * @root: where the new root is mounted
 * @init: path inside of it; links are followed inside of it, too
 * Returns 0 or a negative errno, after saying what is wrong on the consoles.
 */
int root_init_check(const char *root, const char *init);

#endif
