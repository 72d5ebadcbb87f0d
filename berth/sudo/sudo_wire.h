// SPDX-License-Identifier: Apache-2.0
//
// The line between `sudo` and its service: a request with three descriptors one way, then numbers
// of signals; the exit status back. A stream socket (unix(7)).

#ifndef BERTH_SUDO_WIRE_H
#define BERTH_SUDO_WIRE_H

#include <stddef.h>

#include "sudo_request.h"

/* sudo_send - send bytes, preceded by their length, with descriptors. Returns 0 or -errno. */
int sudo_send(int socket, const char *bytes, size_t len, const int descriptors[SUDO_DESCRIPTORS]);

/*
 * sudo_receive - the other end of it.
 * @ret_bytes: the caller frees
 * @ret_descriptors: close-on-exec; the caller closes
 * Returns 0, -EBADMSG (it is something else, or too long), or a negative errno.
 */
int sudo_receive(int socket, char **ret_bytes, size_t *ret_len,
		 int ret_descriptors[SUDO_DESCRIPTORS]);

#endif
