// SPDX-License-Identifier: Apache-2.0
//
// Asking the container engine. See engine.h.

#include "engine.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/run.h"

#define SOCKET "/run/containerd/containerd.sock"
#define OUTPUT_MAX (4UL * 1024 * 1024)

static const char *const list_command[] = { "/usr/bin/docker",	   "ps", "--all", "--format",
					    container_list_format, NULL };

/* The first line of what the engine's program said. */
static int note_problem(const char *text, struct status *s)
{
	size_t len = strcspn(text, "\n");

	s->engine = ENGINE_FAILED;
	s->engine_problem = strndup(text, len);
	return s->engine_problem ? 0 : -ENOMEM;
}

int engine_ask(int limit_ms, enum engine_answer silence, struct status *s)
{
	struct run_options options = { .timeout_ms = limit_ms, .output_max = OUTPUT_MAX };
	cleanup_free char *output = NULL;
	int status = 0, r;

	s->engine_limit_ms = limit_ms;
	/* its program would say the same, in half a second and many words */
	if (access(SOCKET, R_OK | W_OK) < 0) {
		s->engine = errno == EACCES ? ENGINE_FORBIDDEN : ENGINE_DOWN;
		return 0;
	}
	r = run(list_command, &options, &status, &output);
	if (r == -ETIMEDOUT) {
		s->engine = silence;
		return 0;
	}
	if (r < 0)
		return note_problem(strerror(-r), s);
	if (status != 0)
		return note_problem(output, s);
	s->engine = ENGINE_OK;
	return container_list_parse(output, &s->containers);
}
