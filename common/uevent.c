// SPDX-License-Identifier: Apache-2.0
//
// Messages about devices. See uevent.h.

#include "uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"

int uevent_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	cleanup_fd int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				   NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

const char *uevent_get(const char *message, size_t len, const char *key)
{
	size_t key_len = strlen(key);

	for (size_t at = 0; at < len;) {
		size_t text = strnlen(message + at, len - at);

		if (at + text == len)
			return NULL; /* cut off: not a whole text */
		if (text > key_len && memcmp(message + at, key, key_len) == 0 &&
		    message[at + key_len] == '=')
			return message + at + key_len + 1;
		at += text + 1;
	}
	return NULL;
}
