// SPDX-License-Identifier: Apache-2.0
//
// Readiness by a Unix socket. See ready.h.

#include "ready.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../common/cleanup.h"

bool ready_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	cleanup_fd int fd = -1;

	/* asked a hundred times a second: the usual "not there yet" must be cheap */
	if (access(path, F_OK) < 0 || strlen(path) >= sizeof(address.sun_path))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	return connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}
