// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: services as they stand in the deptree of an image, and in what one init leaves to
// the next. What is taken has a name, and a way to be started or a reason why not.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/reexec/saved_service.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As services live as long as PID 1, nobody else frees one. */
static void drop(struct service *service)
{
	service_def_release(&service->def);
	free(service->unusable);
	free(service);
}

static void use(struct service *service, const char *name)
{
	const struct service_def *def = &service->def;

	if (strcmp(def->name, name) != 0)
		abort();
	if (!service->unread && !service->unusable && !def->command && def->functions.count == 0)
		abort();
	drop(service);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct saved saved = { .at = text };

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	while (saved_next(&saved)) {
		const char *name = saved_is(&saved, SAVED_SERVICE) ? saved_text(&saved) : NULL;
		struct service *service = name ? saved_service_new(&saved, name) : NULL;

		if (service)
			use(service, name);
	}
	free(text);
	return 0;
}
