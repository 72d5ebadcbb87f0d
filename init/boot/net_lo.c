// SPDX-License-Identifier: Apache-2.0
//
// The loopback interface, up before any service: much software assumes that 127.0.0.1 is there.

#include "net_lo.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"

int net_lo_up(void)
{
	cleanup_fd int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { .ifr_name = "lo" };
	int r;

	if (fd < 0)
		return log_errno(errno, "bringing up lo: socket");
	r = io_control(fd, SIOCGIFFLAGS, &request);
	if (r == 0) {
		request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
		r = io_control(fd, SIOCSIFFLAGS, &request);
	}
	return r < 0 ? log_errno(r, "bringing up lo") : 0;
}
