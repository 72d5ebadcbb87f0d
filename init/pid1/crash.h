// SPDX-License-Identifier: Apache-2.0
//
// What PID 1 does when it is itself at fault.

#ifndef BERTH_INIT_CRASH_H
#define BERTH_INIT_CRASH_H

/*
 * crash_catch - on a fault (SIGSEGV and its kind) say so, sync, wait, restart the machine: the
 * kernel would panic without a word of what happened.
 */
void crash_catch(void);

#endif
