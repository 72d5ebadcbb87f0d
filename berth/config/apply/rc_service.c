// SPDX-License-Identifier: Apache-2.0
//
// Asking init. See rc_service.h.

#include "rc_service.h"

#include <errno.h>
#include <string.h>

#include "../../../common/monotonic.h"
#include "../../../common/run.h"

int rc_service(const char *name, const char *command, int64_t deadline_ms)
{
	const char *const argv[] = { "rc-service", name, command, NULL };
	int64_t left = deadline_ms - monotonic_ms();
	const struct run_options options = { .timeout_ms = (int)left };
	int status = 0;
	int r = left > 0 ? run(argv, &options, &status, NULL) : -ETIMEDOUT;

	return r == 0 && status != 0 ? -EIO : r;
}

const char *rc_service_why(int error)
{
	switch (error) {
	case -EIO:
		return "rc-status says why";
	case -ETIMEDOUT:
		return "it takes too long";
	default:
		return strerror(-error);
	}
}
