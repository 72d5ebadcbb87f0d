// SPDX-License-Identifier: Apache-2.0
//
// Messages about devices. See uevent.h.

#include "uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"

#define FOREIGN_MAX 64 /* at a time: a flood of these must not keep the caller here */

int uevent_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	cleanup_fd int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				   NETLINK_KOBJECT_UEVENT);
	int on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

bool uevent_is_from_kernel(const struct sockaddr_nl *sender, const struct ucred *credentials)
{
	return sender->nl_pid == 0 && credentials && credentials->pid == 0 && credentials->uid == 0;
}

static bool get_credentials(struct msghdr *header, struct ucred *ret)
{
	struct cmsghdr *part = CMSG_FIRSTHDR(header);

	if (!part || part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS ||
	    part->cmsg_len != CMSG_LEN(sizeof(*ret)))
		return false;
	memcpy(ret, CMSG_DATA(part), sizeof(*ret));
	return true;
}

/* One message of anybody. Returns 0 if it is to be skipped. */
static ssize_t receive_one(int fd, char *message, size_t size)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct ucred))];
	struct sockaddr_nl sender = { 0 };
	struct iovec room = { .iov_base = message, .iov_len = size };
	struct msghdr header = { .msg_name = &sender,
				 .msg_namelen = sizeof(sender),
				 .msg_iov = &room,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = sizeof(control) };
	struct ucred credentials;
	bool known;
	ssize_t n = recvmsg(fd, &header, MSG_CMSG_CLOEXEC);

	if (n < 0)
		return -errno;
	known = get_credentials(&header, &credentials);
	return uevent_is_from_kernel(&sender, known ? &credentials : NULL) ? n : 0;
}

ssize_t uevent_receive(int fd, char *message, size_t size)
{
	for (int i = 0; i < FOREIGN_MAX; i++) {
		ssize_t n = receive_one(fd, message, size);

		if (n == -ENOBUFS)
			return 0;
		if (n != 0 && n != -EINTR)
			return n;
	}
	return -EAGAIN;
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
