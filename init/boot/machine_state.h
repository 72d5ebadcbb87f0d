// SPDX-License-Identifier: Apache-2.0
//
// What the machine itself keeps on its data partition over a power-off: the time, for a clock
// without a battery, and a random seed, for a machine without a source of randomness. And its
// identity, which stays as it is: machine_id.h.

#ifndef BERTH_INIT_MACHINE_STATE_H
#define BERTH_INIT_MACHINE_STATE_H

/*
 * machine_state_load - use what was kept, in the child that has mounted /var. Failures are logged;
 * nothing kept is none.
 */
void machine_state_load(void);

/*
 * machine_state_save - write both, to be used at the next boot. Touches the disk: for children
 * only. Returns 0 or a negative errno, logged.
 */
int machine_state_save(void);

/* machine_state_keep - save from now on each hour, in a child of PID 1: the power may be cut. */
void machine_state_keep(void);

#endif
