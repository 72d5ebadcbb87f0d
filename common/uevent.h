// SPDX-License-Identifier: Apache-2.0
//
// The kernel's messages about devices that come and go (netlink(7), NETLINK_KOBJECT_UEVENT).

#ifndef BERTH_COMMON_UEVENT_H
#define BERTH_COMMON_UEVENT_H

#include <stddef.h>

#define UEVENT_MAX 8192 /* bytes; the kernel's own limit is lower */

/*
 * uevent_open - a non-blocking socket that receives them; one recv(2) is one message.
 * Returns the descriptor or a negative errno.
 */
int uevent_open(void);

/*
 * uevent_get - the value of a key in a message: `ACTION@DEVPATH` and then `KEY=VALUE` texts, each
 * ended by a NUL. Pure.
 * @len: what recv(2) returned; the message need not end with a NUL
 * @key: "ACTION", "DEVNAME" ...
 * Returns the value inside of the message, or NULL.
 */
const char *uevent_get(const char *message, size_t len, const char *key);

#endif
