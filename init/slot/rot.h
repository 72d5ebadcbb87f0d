// SPDX-License-Identifier: Apache-2.0
//
// Rot: the root is not any more what was installed. Two signs: dm-verity has met a block whose hash
// is wrong (it says so in a message, and remembers it in its status, also from before PID 1 began),
// and a program of a service cannot be read (sectors that the disk itself gives up on are not
// reported by dm-verity). Both lead to the other slot, if there is one.

#ifndef BERTH_INIT_ROT_H
#define BERTH_INIT_ROT_H

#include <stdbool.h>

/*
 * rot_watch - listen to dm-verity, ask it for what it has met already, and keep PID 1 in memory:
 * from a damaged root nothing can be loaded any more. Does nothing on a root that is not verified.
 * Logs. Returns 0 or a negative errno.
 */
int rot_watch(void);

/* rot_is_found - true as soon as damage of the root is known. */
bool rot_is_found(void);

/*
 * rot_suspect - a service's program ended as if it could not be read: read it through, in a child.
 * @program: its path; only files of the root itself are looked at
 * @wait_status: how it ended; most ways are no reason for suspicion
 */
void rot_suspect(const char *program, int wait_status);

#endif
