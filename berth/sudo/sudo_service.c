// SPDX-License-Identifier: Apache-2.0
//
// Starting the service. See sudo_service.h.

#include "sudo_service.h"

#include <grp.h>
#include <stddef.h>

#include "../service_call.h"
#include "sudo_request.h"

int sudo_service_start(void)
{
	const struct group *group = getgrnam(SUDO_GROUP);

	return group && group->gr_mem[0] ? service_call("sudo", "start") : 0;
}
