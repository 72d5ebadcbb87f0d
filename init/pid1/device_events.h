// SPDX-License-Identifier: Apache-2.0
//
// The kernel's messages about devices, inside of the event loop: one socket, several listeners.

#ifndef BERTH_INIT_DEVICE_EVENTS_H
#define BERTH_INIT_DEVICE_EVENTS_H

#include <stddef.h>

struct device_listener {
	/* one message; see uevent_get() */
	void (*heard)(const char *message, size_t len);
	/* private */
	struct device_listener *next;
};

/*
 * device_events_listen - call @listener for each message from now on. Messages may be lost when
 * they come faster than they are read: what must not be missed is looked at again by other means.
 * @listener: stays the caller's, for as long as PID 1 lives
 * Returns 0 or a negative errno.
 */
int device_events_listen(struct device_listener *listener);

#endif
