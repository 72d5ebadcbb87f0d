// SPDX-License-Identifier: Apache-2.0
//
// Requests on the line. See sudo_wire.h.

#include "sudo_wire.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(SUDO_DESCRIPTORS * sizeof(int))];
};

int sudo_send(int socket, const char *bytes, size_t len, const int descriptors[SUDO_DESCRIPTORS])
{
	uint32_t size = (uint32_t)len;
	union control control = { .room = "" };
	struct iovec part = { &size, sizeof(size) };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control.room,
				  .msg_controllen = sizeof(control.room) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(SUDO_DESCRIPTORS * sizeof(int));
	memcpy(CMSG_DATA(head), descriptors, SUDO_DESCRIPTORS * sizeof(int));
	if (sendmsg(socket, &message, MSG_NOSIGNAL) != (ssize_t)sizeof(size))
		return errno ? -errno : -EIO;
	return write_all(socket, bytes, len);
}

static int take_descriptors(struct msghdr *message, int ret[SUDO_DESCRIPTORS])
{
	const struct cmsghdr *head = CMSG_FIRSTHDR(message);
	size_t len = head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS
			     ? head->cmsg_len - CMSG_LEN(0)
			     : 0;
	int found[SUDO_DESCRIPTORS];

	if (len > sizeof(found))
		len = sizeof(found); /* cannot be: there was no room for more */
	if (len > 0)
		memcpy(found, CMSG_DATA(head), len);
	if (len == sizeof(found) && !(message->msg_flags & MSG_CTRUNC)) {
		memcpy(ret, found, sizeof(found));
		return 0;
	}
	for (size_t i = 0; i < len / sizeof(int); i++)
		(void)close(found[i]);
	return -EBADMSG;
}

static int receive_bytes(int socket, char *bytes, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = recv(socket, bytes + at, len - at, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EBADMSG;
		at += (size_t)n;
	}
	return 0;
}

int sudo_receive(int socket, char **ret_bytes, size_t *ret_len,
		 int ret_descriptors[SUDO_DESCRIPTORS])
{
	uint32_t size = 0;
	union control control = { .room = "" };
	struct iovec part = { &size, sizeof(size) };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control.room,
				  .msg_controllen = sizeof(control.room) };
	cleanup_free char *bytes = NULL;
	int r;

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL) != (ssize_t)sizeof(size))
		return -EBADMSG;
	r = take_descriptors(&message, ret_descriptors);
	if (r < 0)
		return r;
	bytes = size > 0 && size <= SUDO_REQUEST_MAX ? malloc(size) : NULL;
	r = bytes ? receive_bytes(socket, bytes, size) : -EBADMSG;
	if (r < 0) {
		for (int i = 0; i < SUDO_DESCRIPTORS; i++)
			(void)close(ret_descriptors[i]);
		return r;
	}
	*ret_bytes = take_ptr(bytes);
	*ret_len = size;
	return 0;
}
