// SPDX-License-Identifier: Apache-2.0
//
// Services at the end of a boot. See final_services.h.

#include "final_services.h"

#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"
#include "../../common/text.h"
#include "../install/unattended.h"
#include "../rc_service.h"
#include "../sudo/sudo_service.h"
#include "config_paths.h"
#include "config_report.h"

#define LIMIT_MS 40000 /* for all of them: less than a service has for its start */
#define NAMES_MAX 65536 /* bytes */

static void tell(const char *name, const char *why)
{
	cleanup_free char *line =
		format_text("configuration: the service %s is not started: %s", name, why);

	if (!line)
		return;
	log_warning("%s", line);
	config_report_add(line);
}

static void start(const char *name, int64_t deadline_ms)
{
	int r = rc_service(name, "start", deadline_ms);

	if (r < 0)
		tell(name, rc_service_why(r));
}

static void start_sudo(int64_t deadline_ms)
{
	int r = sudo_service_start(deadline_ms);

	if (r < 0)
		tell("sudo", rc_service_why(r));
}

void final_services_start(void)
{
	int64_t deadline_ms = monotonic_ms() + LIMIT_MS;
	cleanup_free char *names = NULL;
	char *rest;

	start_sudo(deadline_ms);
	/* a system that installs is not the machine that they are for */
	if (unattended_is_due() || read_file(SERVICES_ENABLED, NAMES_MAX, &names, NULL) < 0)
		return;
	rest = names;
	for (char *name = strsep(&rest, "\n"); name; name = strsep(&rest, "\n"))
		if (*name)
			start(name, deadline_ms);
}
