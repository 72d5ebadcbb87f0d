// SPDX-License-Identifier: Apache-2.0
//
// Are all services up? See health.h.

#include <errno.h>
#include <string.h>

#include "../../common/text.h"
#include "../config/config_paths.h"
#include "health.h"

int health_services_judge(const struct service_list *list, char **ret_reason)
{
	*ret_reason = NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct service_entry *entry = &list->items[i];

		/* one with a reason died a moment ago, and may do so again */
		if (strcmp(entry->state, "started") == 0 && !entry->reason)
			continue;
		*ret_reason = format_text(
			"%s %s%s%s", entry->name,
			strcmp(entry->state, "started") == 0 ? "has died" : entry->state,
			entry->reason ? ": " : "", entry->reason ? entry->reason : "");
		return *ret_reason ? 0 : -ENOMEM;
	}
	return 0;
}

int health_services(int64_t deadline_ms, char **ret_reason)
{
	struct service_list list;
	int r = service_list_read(SERVICE_STATES, SERVICE_RUNLEVEL, &list);

	(void)deadline_ms;
	*ret_reason = NULL;
	if (r < 0)
		return r;
	r = health_services_judge(&list, ret_reason);
	service_list_release(&list);
	return r;
}
