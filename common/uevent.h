// SPDX-License-Identifier: Apache-2.0
//
// The kernel's messages about devices that come and go (netlink(7), NETLINK_KOBJECT_UEVENT). Others
// may send to the same group: a container with CAP_NET_ADMIN in the host's network is enough. What
// does not come from the kernel itself is not shown to the caller.

#ifndef BERTH_COMMON_UEVENT_H
#define BERTH_COMMON_UEVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define UEVENT_MAX 8192 /* bytes; the kernel's own limit is lower */

/*
 * uevent_open - a non-blocking socket that receives them.
 * Returns the descriptor or a negative errno.
 */
int uevent_open(void);

/*
 * uevent_receive - take the next message of the kernel.
 * @message, @size: room for it, UEVENT_MAX bytes; it need not end with a NUL
 * Returns its length; 0 if messages were lost because nobody took them in time; -EAGAIN if there is
 * none now (also after many foreign ones: poll(2) says whether to come again); or a negative errno.
 */
ssize_t uevent_receive(int fd, char *message, size_t size);

struct sockaddr_nl;
struct ucred;

/*
 * uevent_is_from_kernel - did the kernel send it? The kernel's port is 0; messages that a program
 * had the kernel send in its name have that port, too, but keep the program's credentials. Pure.
 * @credentials: NULL if the message came without, which is not the kernel's
 */
bool uevent_is_from_kernel(const struct sockaddr_nl *sender, const struct ucred *credentials);

/*
 * uevent_get - the value of a key in a message: `ACTION@DEVPATH` and then `KEY=VALUE` texts, each
 * ended by a NUL. Pure.
 * @len: what uevent_receive() returned
 * @key: "ACTION", "DEVNAME" ...
 * Returns the value inside of the message, or NULL.
 */
const char *uevent_get(const char *message, size_t len, const char *key);

#endif
