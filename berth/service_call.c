// SPDX-License-Identifier: Apache-2.0
//
// rc-service(8). See service_call.h.

#include "service_call.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "../common/cleanup.h"
#include "../common/log.h"
#include "../common/run.h"

#define LIMIT_MS 30000
#define OUTPUT_MAX 4096

int service_call(const char *name, const char *verb)
{
	const char *const argv[] = { "rc-service", name, verb, NULL };
	const struct run_options options = { .timeout_ms = LIMIT_MS, .output_max = OUTPUT_MAX };
	cleanup_free char *output = NULL;
	int status = 0;
	int r = run(argv, &options, &status, &output);

	if (r < 0)
		return log_errno(r, "rc-service %s %s", name, verb);
	if (status == 0)
		return 0;
	if (output)
		output[strcspn(output, "\n")] = '\0';
	log_error("rc-service %s %s: exit status %d: %s", name, verb, status, output ? output : "");
	return -EIO;
}
