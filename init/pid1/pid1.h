// SPDX-License-Identifier: Apache-2.0
//
// PID 1.

#ifndef BERTH_INIT_PID1_H
#define BERTH_INIT_PID1_H

/* pid1_main - boot, serve, go down. Never returns, because the end of PID 1 is a kernel panic. */
_Noreturn void pid1_main(void);

/*
 * pid1_resume - the same, executed by an init that has served until now.
 * @state_fd: what it has left, see saved_state.h
 */
_Noreturn void pid1_resume(int state_fd);

#endif
