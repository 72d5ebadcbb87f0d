// SPDX-License-Identifier: Apache-2.0
//
// What `sudo` asks the service for: a command, where, and what sort of terminal it has. Pure.

#ifndef BERTH_SUDO_REQUEST_H
#define BERTH_SUDO_REQUEST_H

#include <stddef.h>

#include "../../common/string_list.h"

#define SUDO_SOCKET "/run/berth/sudo.sock"
#define SUDO_GROUP "wheel"
#define SUDO_REQUEST_MAX 131072 /* bytes: what execve(2) takes for one word */
#define SUDO_WORDS_MAX 4096
#define SUDO_DESCRIPTORS 3 /* standard input, output, error: sent beside it */

struct sudo_request {
	char *directory; /* absolute */
	char *terminal; /* TERM; "": none */
	struct string_list words; /* the command; at least one */
};

/*
 * sudo_request_parse - read what sudo_request_bytes() has made; from anybody.
 * @ret: release with sudo_request_release()
 * Returns 0, -EBADMSG, or -ENOMEM.
 */
int sudo_request_parse(const char *bytes, size_t len, struct sudo_request *ret);

/*
 * sudo_request_bytes - texts that end in NUL, one behind the other.
 * Returns 0, -E2BIG, or -ENOMEM; the caller frees.
 */
int sudo_request_bytes(const struct sudo_request *request, char **ret_bytes, size_t *ret_len);

void sudo_request_release(struct sudo_request *request);

#endif
