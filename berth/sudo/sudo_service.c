// SPDX-License-Identifier: Apache-2.0
//
// Starting the service. See sudo_service.h.

#include "sudo_service.h"

#include <grp.h>
#include <stddef.h>

#include "../rc_service.h"
#include "sudo_request.h"

int sudo_service_start(int64_t deadline_ms)
{
	const struct group *group = getgrnam(SUDO_GROUP);

	return group && group->gr_mem[0] ? rc_service("sudo", "start", deadline_ms) : 0;
}
