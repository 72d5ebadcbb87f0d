// SPDX-License-Identifier: Apache-2.0
//
// Does a container run? See health.h. The image is the system's own, so that no network is needed;
// it is loaded when it is not there, or does not work any more.

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/monotonic.h"
#include "../../common/run.h"
#include "../../common/text.h"
#include "health.h"
#include "health_text.h"

#define DOCKER "/usr/bin/docker"
/* pkgs/health-image/recipe makes both; another content gets another tag */
#define ARCHIVE "/usr/lib/berth/health/image.tar"
#define IMAGE "localhost/berth-health:1"
#define EXPECTED "healthy"
#define STEP_LIMIT_MS 60000
#define REMOVE_LIMIT_MS 10000
#define OUTPUT_MAX 65536

/* A reason, if this step of docker was not what it should be. */
static int judge(const char *step, int r, int status, const char *output, char **ret_reason)
{
	cleanup_free char *line = r == 0 ? text_last_line(output) : NULL;

	if (r == -ETIMEDOUT)
		*ret_reason = format_text("docker %s did not end in time", step);
	else if (r < 0)
		*ret_reason = format_text("docker %s: %s", step, strerror(-r));
	else if (status != 0)
		*ret_reason = format_text("docker %s ended with exit status %d: %s", step, status,
					  line ? line : "");
	else
		*ret_reason = format_text("docker %s did not print \"" EXPECTED "\" but \"%s\"",
					  step, line ? line : "");
	return *ret_reason ? 0 : -ENOMEM;
}

static int load(int64_t deadline_ms, char **ret_reason)
{
	const char *const argv[] = { DOCKER, "load", "-q", "-i", ARCHIVE, NULL };
	struct run_options options = {
		.timeout_ms = health_limit(deadline_ms, monotonic_ms(), STEP_LIMIT_MS),
		.output_max = OUTPUT_MAX,
	};
	cleanup_free char *output = NULL;
	int status = 0;
	int r = options.timeout_ms > 0 ? run(argv, &options, &status, &output) : -ETIMEDOUT;

	*ret_reason = NULL;
	return r == 0 && status == 0 ? 0 : judge("load", r, status, output, ret_reason);
}

/* What a run that was killed leaves; with --rm a run that ended leaves nothing. */
static void remove_container(const char *name)
{
	const char *const argv[] = { DOCKER, "rm", "-f", name, NULL };
	struct run_options options = { .timeout_ms = REMOVE_LIMIT_MS, .output_max = OUTPUT_MAX };
	cleanup_free char *output = NULL;
	int status = 0;

	(void)run(argv, &options, &status, &output);
}

/* @try: the name is used once only, whatever became of the container before */
static int run_container(int try, int64_t deadline_ms, char **ret_reason)
{
	cleanup_free char *name = format_text("berth-health-%d-%d", (int)getpid(), try);
	const char *const argv[] = { DOCKER, "run",    "--rm", "--pull", "never", "--network",
				     "none", "--name", name,   IMAGE,	 NULL };
	struct run_options options = {
		.timeout_ms = health_limit(deadline_ms, monotonic_ms(), STEP_LIMIT_MS),
		.output_max = OUTPUT_MAX,
	};
	cleanup_free char *output = NULL;
	int status = 0;
	int r;

	*ret_reason = NULL;
	if (!name)
		return -ENOMEM;
	r = options.timeout_ms > 0 ? run(argv, &options, &status, &output) : -ETIMEDOUT;
	if (r == 0 && status == 0 && text_has_line(output, EXPECTED))
		return 0;
	if (options.timeout_ms > 0 && r == -ETIMEDOUT)
		remove_container(name);
	return judge("run", r, status, output, ret_reason);
}

int health_containers(int64_t deadline_ms, char **ret_reason)
{
	cleanup_free char *first = NULL;
	int r = run_container(1, deadline_ms, &first);

	*ret_reason = NULL;
	if (r < 0 || !first)
		return r;
	r = load(deadline_ms, ret_reason);
	if (r < 0 || *ret_reason)
		return r;
	return run_container(2, deadline_ms, ret_reason);
}
