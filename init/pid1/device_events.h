// SPDX-License-Identifier: Apache-2.0
//
// The kernel's messages about devices, inside of the event loop: one socket, several listeners.

#ifndef BERTH_INIT_DEVICE_EVENTS_H
#define BERTH_INIT_DEVICE_EVENTS_H

#include <stddef.h>

#include "../reexec/saved_state.h"

struct device_listener {
	/* one message; see uevent_get() */
	void (*heard)(const char *message, size_t len);
	/* messages came faster than they were read, and some are lost; NULL: does not matter */
	void (*lost)(void);
	/* private */
	struct device_listener *next;
};

/*
 * device_events_open - begin to collect messages; they wait for listeners until the loop runs. To
 * be called before anything happens that a listener wants to know of. Logs. Returns 0 or a negative
 * errno; the first listener tries again.
 */
int device_events_open(void);

/*
 * device_events_listen - call @listener for each message that was not delivered yet. Messages may
 * be lost: what must not be missed is looked at again by other means, when it begins and when @lost
 * is called.
 * @listener: stays the caller's, for as long as PID 1 lives
 * Returns 0 or a negative errno.
 */
int device_events_listen(struct device_listener *listener);

/*
 * device_events_save - for the init that this one is going to execute: no message is lost.
 * device_events_resume - in that one, before device_events_open(). Takes over @fd.
 */
#define DEVICE_EVENTS_SAVED "device_events.socket"
void device_events_save(struct saver *saver);
void device_events_resume(int fd);

#endif
