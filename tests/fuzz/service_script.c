// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: service scripts, and what their variables hold: durations, stop schedules, limits,
// capabilities. Whatever is taken must be usable: a service has a command, and its stop comes to an
// end.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/service/service_file.h"
#include "../../init/service/stop_schedule.h"
#include "../../init/service/ulimits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use_limits(const char *text)
{
	const char *cursor = text;
	struct ulimit limit;

	while (ulimit_next(&cursor, &limit) > 0)
		if (cursor > text + strlen(text))
			abort();
}

static void use(const struct service_def *def)
{
	struct stop_schedule schedule;

	/* without a command there are functions for a shell to call */
	if (!def->name || (def->command ? !*def->command : def->functions.count == 0))
		abort();
	if (def->retry && stop_schedule_parse(def->retry, def->stop_signal, &schedule) < 0)
		abort();
	if (def->respawn.delay_ms < 0 || def->respawn.period_ms < 0 || def->stop_limit_ms < 0)
		abort();
	if (def->ulimits)
		use_limits(def->ulimits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct service_source source = { 0 };
	struct service_remark error = { 0 };
	struct service_def def;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	/* what stands behind a NUL is the configuration: both are rarely in one input by chance */
	source.script = text;
	if (strlen(text) < size)
		source.conf = text + strlen(text) + 1;
	if (service_parse("fuzz", &source, NULL, NULL, &def, &error) == 0) {
		use(&def);
		service_def_release(&def);
	} else if (!error.text || error.line == 0) {
		abort();
	}
	free(text);
	return 0;
}
