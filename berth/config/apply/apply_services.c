// SPDX-License-Identifier: Apache-2.0
//
// Services. See apply_services.h.

#include "apply_services.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/monotonic.h"
#include "../../../common/text.h"
#include "../../rc_service.h"
#include "../config_paths.h"

#define LIMIT_MS 4000 /* to stop all of them: the network, and log-ins, wait for it */

static int enable(const char *script, const char *link)
{
	return symlink(script, link) < 0 && errno != EEXIST ? -errno : 0;
}

static int disable(const char *name, const char *link, int64_t deadline_ms)
{
	if (unlink(link) < 0 && errno != ENOENT)
		return -errno;
	return rc_service(name, "stop", deadline_ms);
}

static int apply_one(const struct user_service *service, int64_t deadline_ms)
{
	cleanup_free char *script = format_text(RC_SCRIPTS "/%s", service->name);
	cleanup_free char *link = format_text(SERVICE_RUNLEVEL "/%s", service->name);

	if (!script || !link)
		return -ENOMEM;
	if (access(script, F_OK) < 0)
		return -errno;
	return service->enabled ? enable(script, link) : disable(service->name, link, deadline_ms);
}

static void tell(const struct user_service *service, int error, struct diag_list *problems)
{
	if (error == -ENOENT)
		diag_add(problems, service->place.line, service->place.column,
			 "there is no service '%s'", service->name);
	else
		diag_add(problems, service->place.line, service->place.column,
			 "service '%s' is not %s: %s", service->name,
			 service->enabled ? "enabled" : "stopped", rc_service_why(error));
}

/* @enabled: gets the names of those that are to be started, a line each */
static int apply_all(const struct user_services *services, FILE *enabled,
		     struct diag_list *problems)
{
	int64_t deadline_ms = monotonic_ms() + LIMIT_MS;
	int result = 0;

	for (size_t i = 0; i < services->count; i++) {
		const struct user_service *service = &services->items[i];
		int r = apply_one(service, deadline_ms);

		if (r < 0)
			tell(service, r, problems);
		else if (service->enabled)
			(void)fprintf(enabled, "%s\n", service->name);
		result = r < 0 ? r : result;
	}
	return result;
}

int apply_services(const struct user_services *services, struct diag_list *problems)
{
	cleanup_free char *names = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int result, r;

	if (!out)
		return -ENOMEM;
	result = apply_all(services, out, problems);
	r = text_end(out, &text, &names);
	if (r == 0 && *names)
		r = write_file_if_changed(SERVICES_ENABLED, names, 0644);
	else if (r == 0 && unlink(SERVICES_ENABLED) < 0 && errno != ENOENT)
		r = -errno;
	if (r < 0)
		diag_add(problems, 0, 0, "services are not started: %s", strerror(-r));
	return r < 0 ? r : result;
}
