// SPDX-License-Identifier: Apache-2.0
//
// Asking init. See rc_service.h.

#include "rc_service.h"

#include <errno.h>
#include <string.h>

#include "../common/cleanup.h"
#include "../common/log.h"
#include "../common/monotonic.h"
#include "../common/run.h"

#define OUTPUT_MAX 4096
#define ASK_MS 1000 /* so long it may always take */

int rc_service(const char *name, const char *command, int64_t deadline_ms)
{
	const char *const argv[] = { "rc-service", name, command, NULL };
	int64_t left = deadline_ms - monotonic_ms();
	const struct run_options options = { .timeout_ms = left > ASK_MS ? (int)left : ASK_MS,
					     .output_max = OUTPUT_MAX };
	cleanup_free char *output = NULL;
	int status = 0;
	int r = run(argv, &options, &status, &output);

	if (r == 0 && status != 0)
		r = -EIO;
	if (r < 0)
		log_errno(r, "rc-service %s %s: %s", name, command, output ? output : "");
	return r;
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
