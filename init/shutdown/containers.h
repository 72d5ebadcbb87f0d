// SPDX-License-Identifier: Apache-2.0
//
// The end of the containers on the way down: `berth stop-containers`, which knows each one's signal
// and grace, as a child of PID 1.

#ifndef BERTH_INIT_CONTAINERS_H
#define BERTH_INIT_CONTAINERS_H

/*
 * containers_stop - let them end. If that cannot be done, it is logged: the SIGTERM to all
 * processes comes later anyway.
 * @stopped: called once, when they have ended, or the time for it is over; possibly before this
 * function returns
 */
void containers_stop(void (*stopped)(void));

/* containers_hurry - no more patience with them, neither now nor later. */
void containers_hurry(void);

#endif
