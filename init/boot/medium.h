// SPDX-License-Identifier: Apache-2.0
//
// The medium that carries the running system (a CD, a USB disk), watched while the system runs.

#ifndef BERTH_INIT_MEDIUM_H
#define BERTH_INIT_MEDIUM_H

/*
 * medium_watch - say on the consoles when the medium is pulled out. Without it no program can be
 * loaded any more, so PID 1 keeps itself in memory from here on.
 * A system that does not run from a medium is not watched. Logs. Returns 0 or a negative errno.
 */
int medium_watch(void);

#endif
