// SPDX-License-Identifier: Apache-2.0
//
// Start times. See start_times.h.

#include "start_times.h"

#include <stdio.h>
#include <string.h>

bool start_times_shows(const struct control_record *record)
{
	return record->began_ms != 0 && !record->by_hand;
}

int64_t start_times_took_ms(const struct control_record *record)
{
	if (record->began_ms == 0 || record->settled_ms < record->began_ms)
		return -1;
	return record->settled_ms - record->began_ms;
}

static int name_width(const struct control_list *list)
{
	size_t width = strlen("service");

	for (size_t i = 0; i < list->count; i++)
		if (strlen(list->records[i].name) > width)
			width = strlen(list->records[i].name);
	return (int)width;
}

void start_times_print(const struct control_list *list, FILE *to)
{
	int width = name_width(list);

	(void)fprintf(to, "%-*s  began (s)  took (s)  after\n", width, "service");
	for (size_t i = 0; i < list->count; i++) {
		const struct control_record *record = &list->records[i];
		int64_t took_ms = start_times_took_ms(record);

		if (!start_times_shows(record))
			continue;
		(void)fprintf(to, "%-*s  %9.2f", width, record->name,
			      (double)record->began_ms / 1000);
		if (took_ms >= 0)
			(void)fprintf(to, "  %8.2f", (double)took_ms / 1000);
		else
			(void)fprintf(to, "  %8s", "-");
		(void)fprintf(to, "  %s\n", record->behind[0] ? record->behind : "-");
	}
}
